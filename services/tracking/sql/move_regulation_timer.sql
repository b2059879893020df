-- On from a moment that has begun a process; not of a version that is no longer the newest.
-- $1 text  code
-- $2 text  process
-- $3 text  element
-- $4 int4  which of its triggers
-- $5 int4  version
-- $6 timestamptz  the moment
-- $7 timestamptz  the next one; NULL: there is none
-- $8 int8  how many follow
UPDATE regulation_timer SET due = $7, wake = $7, rest = $8
WHERE code = $1 AND process = $2 AND element = $3 AND nth = $4 AND version = $5 AND due = $6
