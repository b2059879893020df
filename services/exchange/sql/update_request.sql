-- Moves a request on, unless somebody else has.
-- $1 uuid  request id
-- $2 int4  version it was seen in
-- $3 text  state
-- $4 text  official who has it
-- $5 timestamptz  sent
-- $6 timestamptz  delivered
-- $7 timestamptz  closed
-- $8 text  fields of the answer, a JSON object
-- $9 text  comment
-- $10 text  why it was refused
-- $11 text  what the agency's system said last
-- $12 bool  a message about it is a dead letter
-- $13 bool  the term has passed
UPDATE exchange_request
SET version = version + 1, state = $3, assignee = $4, sent = $5, delivered = $6, closed = $7, fields = $8::text::json,
    comment = $9, refusal = $10, status_code = $11, undelivered = $12, late = late OR $13
WHERE request_id = $1 AND version = $2
