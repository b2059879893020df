-- Gives a claimed task back.
-- $1 uuid  task id
-- $2 text  who has it
UPDATE task SET state = 'OPEN', assignee = NULL, claimed = NULL, version = version + 1
WHERE task_id = $1 AND state = 'CLAIMED' AND assignee = $2
