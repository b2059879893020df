-- Moves the catalogue's version on, unless another load has.
-- $1 int8  version it was decided on
-- $2 int8  next version
UPDATE catalogue SET version = $2 WHERE version = $1
