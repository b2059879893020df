-- Tasks of places, by the day they are due: a short walk over the index for each place and state, merged.
-- fills: okno.tracking.v1.Task
-- $1 text[]  centres
-- $2 text[]  agencies
-- $3 text[]  states
-- $4 date  after this day ...
-- $5 uuid  ... and this id
-- $6 date  due before this day; NULL: whenever
-- $7 text  only of this service; NULL: of any
-- $8 text  only in this step; NULL: in any
-- $9 text  claimed ones only by this person; NULL: by anybody
-- $10 date  today
-- $11 int8  most rows
-- $12 text[]  roles whose tasks of no place are meant too
-- $13 text  claimed ones also by whom this person stands in for today; NULL: by nobody else
-- $14 text  in this centre or agency; '': in the controlling organisation
-- $15 text  of those named for one person only this one's, and whom they stand in for; NULL: anybody's
-- $16 text  only of this role; NULL: of any
WITH stood_in AS MATERIALIZED (
    SELECT array_agg(absent) AS absent FROM stand_in
    WHERE substitute IN ($13, $15) AND place = $14 AND $10 BETWEEN from_date AND to_date
), page AS (
    SELECT found.task_id
    FROM unnest($3::text[]) AS wanted
    CROSS JOIN LATERAL (
        SELECT one.task_id, one.due_on
        FROM unnest($1::text[]) AS centre
        CROSS JOIN LATERAL (
            SELECT task_id, due_on
            FROM task
            WHERE centre_code = centre AND state = wanted AND (due_on, task_id) > ($4::date, $5::uuid)
              AND due_on <= COALESCE($6::date - 1, 'infinity')
              AND ($7::text IS NULL OR service_code = $7)
              AND ($8::text IS NULL OR step = $8)
              AND ($16::text IS NULL OR role = $16)
              AND ($9::text IS NULL OR assignee IS NULL OR assignee = $9
                   OR ($13 IS NOT NULL AND assignee = ANY ((SELECT absent FROM stood_in)::text[])))
              AND (performer IS NULL OR $15::text IS NULL OR performer = $15
                   OR performer = ANY ((SELECT absent FROM stood_in)::text[]))
            ORDER BY due_on, task_id
            LIMIT $11
        ) one
        UNION ALL
        SELECT one.task_id, one.due_on
        FROM unnest($2::text[]) AS agency
        CROSS JOIN LATERAL (
            SELECT task_id, due_on
            FROM task
            WHERE agency_code = agency AND state = wanted AND (due_on, task_id) > ($4::date, $5::uuid)
              AND due_on <= COALESCE($6::date - 1, 'infinity')
              AND ($7::text IS NULL OR service_code = $7)
              AND ($8::text IS NULL OR step = $8)
              AND ($16::text IS NULL OR role = $16)
              AND ($9::text IS NULL OR assignee IS NULL OR assignee = $9
                   OR ($13 IS NOT NULL AND assignee = ANY ((SELECT absent FROM stood_in)::text[])))
              AND (performer IS NULL OR $15::text IS NULL OR performer = $15
                   OR performer = ANY ((SELECT absent FROM stood_in)::text[]))
            ORDER BY due_on, task_id
            LIMIT $11
        ) one
        UNION ALL
        SELECT one.task_id, one.due_on
        FROM unnest($12::text[]) AS of_role
        CROSS JOIN LATERAL (
            SELECT task_id, due_on
            FROM task
            WHERE role = of_role AND centre_code IS NULL AND agency_code IS NULL
              AND (application_id IS NULL OR role = 'CONTROLLER') AND state = wanted
              AND (due_on, task_id) > ($4::date, $5::uuid)
              AND due_on <= COALESCE($6::date - 1, 'infinity')
              AND ($7::text IS NULL OR service_code = $7)
              AND ($8::text IS NULL OR step = $8)
              AND ($16::text IS NULL OR role = $16)
              AND ($9::text IS NULL OR assignee IS NULL OR assignee = $9
                   OR ($13 IS NOT NULL AND assignee = ANY ((SELECT absent FROM stood_in)::text[])))
              AND (performer IS NULL OR $15::text IS NULL OR performer = $15
                   OR performer = ANY ((SELECT absent FROM stood_in)::text[]))
            ORDER BY due_on, task_id
            LIMIT $11
        ) one
    ) found
    ORDER BY found.due_on, found.task_id
    LIMIT $11
)
SELECT task_id, task.application_id, application_number, task.service_code, step, state, task.centre_code,
       task.agency_code, assignee, due_on, due_on < $10 AND state IN ('OPEN', 'CLAIMED') AND a.suspended IS NULL AS overdue,
       created, claimed, finished, outcome, comment, task.version::text AS etag, planned_on,
       process_id, task.name, task.role, task.operation, task.outcomes, task.due, task.token, in_place_of, performer,
       (SELECT s.substitute FROM stand_in s
        WHERE task.state = 'CLAIMED' AND s.absent = task.assignee AND $10 BETWEEN s.from_date AND s.to_date
          AND COALESCE(task.centre_code, task.agency_code, '') IN ('', s.place)
        LIMIT 1) AS substitute
FROM page JOIN task USING (task_id) LEFT JOIN application a ON a.application_id = task.application_id
ORDER BY due_on, task_id
