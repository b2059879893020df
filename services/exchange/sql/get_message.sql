-- A message.
-- $1 uuid  message id
-- $2 text  only to this agency; NULL: to any
SELECT agency_code, request_id, kind, state, attempts
FROM message
WHERE message_id = $1 AND ($2::text IS NULL OR agency_code = $2)
