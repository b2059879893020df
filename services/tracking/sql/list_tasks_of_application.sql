-- Tasks of one application, by the day they are due.
-- fills: okno.tracking.v1.Task
-- $1 uuid  application id
-- $2 text[]  states
-- $3 date  after this day ...
-- $4 uuid  ... and this id
-- $5 date  due before this day; NULL: whenever
-- $6 text  only of this service; NULL: of any
-- $7 text  only in this step; NULL: in any
-- $8 text  claimed ones only by this person; NULL: by anybody
-- $9 text  only of this centre, as performer or as the application's; NULL: of any
-- $10 text  only of this agency; NULL: of any
-- $11 date  today
-- $12 int8  most rows
-- $13 text  claimed ones also by whom this person stands in for today; NULL: by nobody else
-- $14 text  in this centre or agency; '': in the controlling organisation
-- $15 text  only of this role; NULL: of any
SELECT task_id, task.application_id, application_number, task.service_code, step, state, task.centre_code,
       task.agency_code, assignee, due_on, due_on < $11 AND state IN ('OPEN', 'CLAIMED') AND a.suspended IS NULL AS overdue,
       created, claimed, finished, outcome, comment, task.version::text AS etag, planned_on,
       process_id, task.name, task.role, task.operation, task.outcomes, task.due, task.token, in_place_of, performer,
       (SELECT s.substitute FROM stand_in s
        WHERE task.state = 'CLAIMED' AND s.absent = task.assignee AND $11 BETWEEN s.from_date AND s.to_date
          AND COALESCE(task.centre_code, task.agency_code, '') IN ('', s.place)
        LIMIT 1) AS substitute
FROM task LEFT JOIN application a USING (application_id)
WHERE task.application_id = $1
  AND state = ANY ($2::text[])
  AND (due_on, task_id) > ($3::date, $4::uuid)
  AND due_on <= COALESCE($5::date - 1, 'infinity')
  AND ($6::text IS NULL OR task.service_code = $6)
  AND ($7::text IS NULL OR step = $7)
  AND ($15::text IS NULL OR role = $15)
  AND ($8::text IS NULL OR assignee IS NULL OR assignee = $8 OR assignee IN (
           SELECT s.absent FROM stand_in s
           WHERE s.substitute = $13 AND s.place = $14 AND $11 BETWEEN s.from_date AND s.to_date))
  AND ($9::text IS NULL OR task.centre_code = $9 OR a.centre_code = $9)
  AND ($10::text IS NULL OR task.agency_code = $10)
ORDER BY due_on, task_id
LIMIT $12
