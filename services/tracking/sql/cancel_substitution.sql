-- Ends a substitution, once.
-- $1 uuid  substitution id
-- $2 date  today
-- $3 text  reason
-- $4 text  who
-- $5 timestamptz  now
INSERT INTO substitution_cancel (substitution_id, on_date, reason, cancelled_by, cancelled)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT DO NOTHING
