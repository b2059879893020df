-- Moves an application on, unless somebody else has.
-- $1 uuid  application id
-- $2 int4  version it was seen in
-- $3 timestamptz  now
-- $4 text  status
-- $5 text  status to return to
-- $6 text[]  steps it waits in
-- $7 date  planned date
-- $8 int4  days it was extended by
-- $9 date[]  pauses
-- $10 timestamptz  suspended
-- $11 date  day the clock stopped
-- $12 date  sent to the agency
-- $13 date  result came
-- $14 date  issued
-- $15 timestamptz  closed
-- $16 text  code of the refusal
-- $17 text  text of the refusal
-- $18 text  result
-- $19 text  index of its case
UPDATE application
SET version = version + 1, changed = $3, status = $4, resume_status = $5, waiting_in = $6, planned_on = $7,
    extended_days = $8, pauses = $9, suspended = $10, stopped_on = $11, sent_on = $12, result_on = $13,
    issued_on = $14, closed = $15, refusal_code = $16, refusal_text = $17, result = $18, case_file = $19
WHERE application_id = $1 AND version = $2
