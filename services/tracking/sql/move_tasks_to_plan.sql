-- Gives live tasks without a term of their own as many days more as the whole got.
-- $1 uuid  application id
-- $2 date  planned before
-- $3 date  planned now
UPDATE task SET due_on = LEAST(due_on + ($3::date - $2::date), $3), version = version + 1
WHERE application_id = $1 AND state IN ('OPEN', 'CLAIMED') AND due IS NULL
