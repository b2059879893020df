-- A further dead letter about a request.
-- $1 uuid  request id
-- $2 uuid  message id that is not meant
SELECT message_id FROM message WHERE request_id = $1 AND message_id <> $2 AND state = 'DEAD' LIMIT 1
