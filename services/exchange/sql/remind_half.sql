-- Notes that the agency is reminded of half of the term, once.
-- $1 uuid  request id
UPDATE exchange_request SET reminded_half = true WHERE request_id = $1 AND closed IS NULL AND NOT reminded_half
