-- Cases of a courier's register: each application with the three hands that follow the one that named the register.
-- fills: okno.tracking.v1.CourierCase
-- $1 text  number of the register
-- $2 text  only of this centre; NULL: of any
-- $3 text  only of this agency; NULL: of any
WITH hands AS (
    SELECT t.application_id, t.task_id, t.name, t.role, COALESCE(t.centre_code, t.agency_code, '') AS place, t.state,
           t.assignee, t.finished,
           array_remove(array_agg(t.fields ->> 'register') OVER so_far, NULL) AS numbers
    FROM task t
    WHERE t.operation = 'hand-over' AND t.state <> 'CANCELLED'
      AND t.application_id IN (SELECT named.application_id
                               FROM task named
                               WHERE named.operation = 'hand-over' AND named.fields ->> 'register' = $1)
    WINDOW so_far AS (PARTITION BY t.application_id ORDER BY t.task_id)
), mine AS (
    SELECT *, row_number() OVER (PARTITION BY application_id ORDER BY task_id) AS hand
    FROM hands
    WHERE numbers[array_upper(numbers, 1)] = $1
)
SELECT a.application_id, a.number AS application_number, a.service_name, a.centre_code, a.agency_code,
       (SELECT COALESCE(sum(COALESCE((one ->> 'sheets')::int, 0) * GREATEST(COALESCE((one ->> 'copies')::int, 1), 1)),
                        0)::int
        FROM json_array_elements(a.documents) one) AS sheets,
       json_agg(json_build_object(
                    'name', mine.name, 'role', mine.role, 'place', mine.place,
                    'signedBy', CASE WHEN mine.state = 'DONE' THEN mine.assignee ELSE '' END,
                    'signed', to_char(mine.finished AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'))
                ORDER BY mine.task_id) AS hands
FROM mine JOIN application a USING (application_id)
WHERE mine.hand <= 3
  AND ($2::text IS NULL OR a.centre_code = $2)
  AND ($3::text IS NULL OR a.agency_code = $3)
GROUP BY a.application_id
ORDER BY a.application_id
