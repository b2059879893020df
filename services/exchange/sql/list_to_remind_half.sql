-- Open requests whose half term has passed, and of which the agency was not reminded; those that are late are not among them.
-- $1 date  today
-- $2 int8  most rows
SELECT request_id FROM exchange_request
WHERE closed IS NULL AND NOT reminded_half AND half_on <= $1 AND due_on >= $1
ORDER BY half_on
LIMIT $2
