-- Tasks of a process that wait, by the day they are due.
-- fills: okno.tracking.v1.Task
-- $1 uuid  process
-- $2 date  today
SELECT task_id, step, state, centre_code, agency_code, assignee, due_on,
       due_on < $2 AS overdue, created, claimed, version::text AS etag, process_id, name, role, operation, outcomes, due, token,
       performer
FROM task
WHERE process_id = $1 AND state IN ('OPEN', 'CLAIMED')
ORDER BY due_on, task_id
