-- The stored outcome of a call.
-- $1 text  caller
-- $2 text  request id
SELECT method, encode(request_sha256, 'hex') AS request_sha256, encode(reply, 'hex') AS reply
FROM request
WHERE caller = $1 AND request_id = $2
