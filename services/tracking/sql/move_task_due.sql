-- Moves the day of a live task that has a share of the whole, or is due with it.
-- $1 uuid  task id
-- $2 date  day
UPDATE task
SET share_on = CASE WHEN share_on IS NOT NULL THEN $2::date END, due_on = LEAST($2::date, bound_on), version = version + 1
WHERE task_id = $1 AND state IN ('OPEN', 'CLAIMED')
