-- A moment at which the process could not begin: tried again later.
-- $1 text  code
-- $2 text  process
-- $3 text  element
-- $4 int4  which of its triggers
-- $5 timestamptz  the moment
-- $6 timestamptz  when to try again
UPDATE regulation_timer SET wake = $6 WHERE code = $1 AND process = $2 AND element = $3 AND nth = $4 AND due = $5
