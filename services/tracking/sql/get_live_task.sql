-- The task an application waits for.
-- fills: okno.tracking.v1.Task
-- $1 uuid  application id
-- $2 date  today
SELECT task_id, t.application_id, application_number, t.service_code, step, state, t.centre_code, t.agency_code,
       assignee, due_on, due_on < $2 AND a.suspended IS NULL AS overdue,
       created, claimed, finished, outcome, comment, t.version::text AS etag, planned_on
FROM task t JOIN application a USING (application_id)
WHERE t.application_id = $1 AND state IN ('OPEN', 'CLAIMED')
ORDER BY created DESC
LIMIT 1
