-- Notes that the passing of a task's term is on record.
-- $1 uuid  task id
UPDATE task SET missed = true WHERE task_id = $1 AND NOT missed
