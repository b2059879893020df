-- Ends a claimed task.
-- $1 uuid  task id
-- $2 text  who has it
-- $3 timestamptz  now
-- $4 text  outcome
-- $5 text  comment
-- $6 jsonb  fields
UPDATE task SET state = 'DONE', finished = $3, outcome = $4, comment = $5, fields = $6, version = version + 1
WHERE task_id = $1 AND state = 'CLAIMED' AND assignee = $2
