-- Revision of a hall after a turn.
-- $1 text  centre code
-- $2 int8  revision
UPDATE hall SET revision = $2 WHERE centre_code = $1
