-- Moves a complaint on, unless somebody else has.
-- $1 uuid  complaint
-- $2 int4  version it was seen in
-- $3 text  status
-- $4 date  day of registration
-- $5 date  last day of its term
-- $6 timestamptz  decided
-- $7 text  by whom
-- $8 text  answer
-- $9 text  measures
-- $10 date  last day for sending the answer
-- $11 timestamptz  answer sent
-- $12 bool  signs of an offence
-- $13 timestamptz  prosecutor informed
-- $14 timestamptz  withdrawn
UPDATE complaint
SET version = version + 1, status = $3, registered_on = $4, planned_on = $5, decided = $6, decided_by = $7, answer = $8,
    measures = $9, answer_by = $10, answered = $11, offence = $12, prosecutor_informed = $13, withdrawn = $14
WHERE complaint_id = $1 AND version = $2
