-- Live tasks without a term of their own whose day passed and is not yet on record, of applications whose clock runs.
-- $1 text[]  centres
-- $2 text[]  agencies
-- $3 date  today
-- $4 int8  most of them
SELECT late.task_id, late.application_id, a.number, a.applicant_id, a.centre_code, a.status, a.planned_on, late.step,
       late.assignee, late.place, late.due_on
FROM (
    SELECT found.* FROM unnest($1::text[]) AS centre, unnest('{OPEN,CLAIMED}'::text[]) AS live
    CROSS JOIN LATERAL (
        SELECT task_id, application_id, step, COALESCE(assignee, performer, '') AS assignee, centre AS place, due_on
        FROM task
        WHERE centre_code = centre AND state = live AND due_on < $3 AND due IS NULL AND NOT missed
          AND EXISTS (SELECT FROM application one
                      WHERE one.application_id = task.application_id AND one.suspended IS NULL)
        ORDER BY due_on, task_id
        LIMIT $4
    ) found
    UNION ALL
    SELECT found.* FROM unnest($2::text[]) AS agency, unnest('{OPEN,CLAIMED}'::text[]) AS live
    CROSS JOIN LATERAL (
        SELECT task_id, application_id, step, COALESCE(assignee, performer, '') AS assignee, agency AS place, due_on
        FROM task
        WHERE agency_code = agency AND state = live AND due_on < $3 AND due IS NULL AND NOT missed
          AND EXISTS (SELECT FROM application one
                      WHERE one.application_id = task.application_id AND one.suspended IS NULL)
        ORDER BY due_on, task_id
        LIMIT $4
    ) found
) late
JOIN application a USING (application_id)
LIMIT $4
