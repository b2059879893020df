-- Tasks that regulations give to an applicant, on their applications and those they applied for, by the day they are due.
-- fills: okno.tracking.v1.Task
-- $1 uuid  applicant
-- $2 text[]  states
-- $3 date  after this day ...
-- $4 uuid  ... and this id
-- $5 date  due before this day; NULL: whenever
-- $6 text  only of this service; NULL: of any
-- $7 text  only in this step; NULL: in any
-- $8 uuid  only of this application; NULL: of any
-- $9 date  today
-- $10 int8  most rows
SELECT task_id, task.application_id, application_number, task.service_code, step, state, task.centre_code,
       task.agency_code, assignee, due_on, due_on < $9 AND state IN ('OPEN', 'CLAIMED') AND a.suspended IS NULL AS overdue,
       created, claimed, finished, outcome, comment, task.version::text AS etag, planned_on,
       process_id, task.name, task.role, task.operation, task.outcomes, task.due, task.token
FROM application a JOIN task USING (application_id)
WHERE a.application_id IN (SELECT application_id FROM application WHERE applicant_id = $1
                           UNION ALL
                           SELECT application_id FROM representation WHERE representative_applicant_id = $1)
  AND task.role = 'APPLICANT'
  AND state = ANY ($2::text[])
  AND (due_on, task_id) > ($3::date, $4::uuid)
  AND due_on <= COALESCE($5::date - 1, 'infinity')
  AND ($6::text IS NULL OR task.service_code = $6)
  AND ($7::text IS NULL OR step = $7)
  AND ($8::uuid IS NULL OR a.application_id = $8)
ORDER BY due_on, task_id
LIMIT $10
