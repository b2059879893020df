-- A timer that the newest version of a regulation begins with.
-- $1 text  code
-- $2 text  process
-- $3 text  element
-- $4 int4  which of its triggers
-- $5 int4  version
-- $6 text  timer
-- $7 timestamptz  first moment; NULL: none
-- $8 int8  how many follow
INSERT INTO regulation_timer (code, process, element, nth, version, timer, due, rest, wake)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $7)
