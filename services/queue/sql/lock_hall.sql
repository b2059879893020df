-- Locks a hall for a turn; what follows in the transaction sees what the lock let through.
-- $1 text  centre code
SELECT revision FROM hall WHERE centre_code = $1 FOR UPDATE
