-- Ends the messages about a request that is closed; nobody needs them any more.
-- $1 uuid  request id
-- $2 timestamptz  now
UPDATE message SET state = 'DONE', ended = $2, pushed_until = NULL
WHERE request_id = $1 AND state IN ('WAITING', 'DEAD') AND kind <> 'CANCELLATION'
