-- Claims an open task.
-- $1 uuid  task id
-- $2 text  who
-- $3 timestamptz  now
UPDATE task SET state = 'CLAIMED', assignee = $2, claimed = $3, version = version + 1
WHERE task_id = $1 AND state = 'OPEN'
