-- Notes that the term has passed, once.
-- $1 uuid  request id
UPDATE exchange_request SET reminded_half = true, reminded_late = true, late = true
WHERE request_id = $1 AND closed IS NULL AND NOT reminded_late
