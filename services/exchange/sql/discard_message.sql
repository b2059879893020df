-- Gives a dead letter up.
-- $1 uuid  message id
-- $2 timestamptz  now
UPDATE message SET state = 'DISCARDED', ended = $2 WHERE message_id = $1 AND state = 'DEAD'
