-- Ends a message that waits; one that was a dead letter can still turn out to have arrived.
-- $1 uuid  message id
-- $2 text  how: DONE or DEAD
-- $3 text  what was wrong
-- $4 timestamptz  now
UPDATE message SET state = $2, error = $3, ended = $4, pushed_until = NULL
WHERE message_id = $1 AND (state = 'WAITING' OR (state = 'DEAD' AND $2 = 'DONE'))
