-- Who waits for a message or a signal, oldest process first.
-- $1 text  MESSAGE or SIGNAL
-- $2 text  name
-- $3 text  correlation that the message carries; NULL: none
-- $4 uuid  not this process; NULL: any
SELECT process_id, token FROM process_subscription
WHERE kind = $1 AND name = $2 AND (correlation IS NULL OR correlation = $3) AND process_id IS DISTINCT FROM $4
ORDER BY process_id, token
