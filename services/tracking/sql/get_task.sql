-- Task by id, for whoever may see it.
-- fills: okno.tracking.v1.Task
-- $1 uuid  task id
-- $2 text  only of this centre, as performer or as the application's; NULL: of any
-- $3 text  only of this agency; NULL: of any
-- $4 date  today
-- $5 uuid  only of this applicant's application, or one they applied for; NULL: of anybody's
SELECT task_id, t.application_id, application_number, t.service_code, step, state, t.centre_code, t.agency_code,
       assignee, due_on, due_on < $4 AND state IN ('OPEN', 'CLAIMED') AND a.suspended IS NULL AS overdue,
       created, claimed, finished, outcome, comment, t.version::text AS etag, planned_on,
       process_id, t.name, t.role, t.operation, t.outcomes, t.due, t.token, in_place_of, performer,
       (SELECT s.substitute FROM stand_in s
        WHERE t.state = 'CLAIMED' AND s.absent = t.assignee AND $4 BETWEEN s.from_date AND s.to_date
          AND COALESCE(t.centre_code, t.agency_code, '') IN ('', s.place)
        LIMIT 1) AS substitute
FROM task t LEFT JOIN application a USING (application_id)
WHERE task_id = $1
  AND ($2::text IS NULL OR t.centre_code = $2 OR a.centre_code = $2
       OR (t.application_id IS NULL AND t.centre_code IS NULL AND t.agency_code IS NULL))
  AND ($3::text IS NULL OR t.agency_code = $3
       OR (t.role = 'AGENCY' AND t.application_id IS NULL AND t.centre_code IS NULL AND t.agency_code IS NULL))
  AND ($5::uuid IS NULL OR a.applicant_id = $5 OR represents($5, a.application_id))
