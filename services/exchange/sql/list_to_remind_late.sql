-- Open requests whose term has passed, and of which that is not yet on record.
-- $1 date  today
-- $2 int8  most rows
SELECT request_id FROM exchange_request
WHERE closed IS NULL AND NOT reminded_late AND due_on < $1
ORDER BY due_on
LIMIT $2
