-- What the supervisor says to a missed term, once.
-- $1 uuid  task id
-- $2 text  STEP or SERVICE
-- $3 text  text
-- $4 text  who
-- $5 timestamptz  now
INSERT INTO missed_term_answer (task_id, kind, text, answered_by, answered)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT DO NOTHING
