-- Dead letters, oldest first.
-- fills: okno.exchange.v1.DeadLetter
-- $1 text  only to this agency; NULL: to any
-- $2 timestamptz  after this moment ...
-- $3 uuid  ... and this id
-- $4 int8  most rows
SELECT message_id, agency_code, request_id, kind, attempts, error, created, ended
FROM message
WHERE state = 'DEAD' AND ($1::text IS NULL OR agency_code = $1) AND (created, message_id) > ($2::timestamptz, $3::uuid)
ORDER BY created, message_id
LIMIT $4
