-- Moves the day by which a live task is due.
-- $1 uuid  task id
-- $2 date  day
UPDATE task SET due_on = $2, version = version + 1
WHERE task_id = $1 AND state IN ('OPEN', 'CLAIMED')
