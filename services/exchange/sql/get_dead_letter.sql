-- A message that was given up, or is a dead letter, or was one.
-- fills: okno.exchange.v1.DeadLetter
-- $1 uuid  message id
SELECT message_id, agency_code, request_id, kind, attempts, error, created, ended FROM message WHERE message_id = $1
