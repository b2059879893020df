-- Task by id, for whoever may see it.
-- fills: okno.tracking.v1.Task
-- $1 uuid  task id
-- $2 text  only of this centre, as performer or as the application's; NULL: of any
-- $3 text  only of this agency; NULL: of any
-- $4 date  today
SELECT task_id, t.application_id, application_number, t.service_code, step, state, t.centre_code, t.agency_code,
       assignee, due_on, due_on < $4 AND state IN ('OPEN', 'CLAIMED') AND a.suspended IS NULL AS overdue,
       created, claimed, finished, outcome, comment, t.version::text AS etag, planned_on
FROM task t JOIN application a USING (application_id)
WHERE task_id = $1
  AND ($2::text IS NULL OR t.centre_code = $2 OR a.centre_code = $2)
  AND ($3::text IS NULL OR t.agency_code = $3)
