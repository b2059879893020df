-- Whether somebody registered an application or ended one of its tasks.
-- $1 uuid  application
-- $2 text  who
SELECT 1 AS part
WHERE EXISTS (SELECT FROM task WHERE application_id = $1 AND assignee = $2 AND state = 'DONE')
   OR EXISTS (SELECT FROM application WHERE application_id = $1 AND operator = $2)
