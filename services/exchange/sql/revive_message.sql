-- Makes a dead letter wait again.
-- $1 uuid  message id
UPDATE message SET state = 'WAITING', ended = NULL, attempts = 0, visible_from = now() WHERE message_id = $1 AND state = 'DEAD'
