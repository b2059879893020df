-- Revision of a hall, without the lock.
-- $1 text  centre code
SELECT revision FROM hall WHERE centre_code = $1
