-- Terms that passed, newest first.
-- fills: okno.tracking.v1.MissedTerm
-- $1 text  only of this centre or agency; NULL: of any
-- $2 text  only against this person; NULL: against anybody
-- $3 uuid  only of this application; NULL: of any
-- $4 bool  only those nobody has answered
-- $5 timestamptz  before this moment ...
-- $6 uuid  ... and this task; NULL: from the newest on
-- $7 int8  most rows
-- $8 uuid  only of this task; NULL: of any
-- $9 text  only of this kind; NULL: of either
SELECT m.task_id, m.kind, m.application_id, COALESCE(t.application_number, a.number) AS application_number,
       COALESCE(t.service_code, a.service_code) AS service_code, m.step, COALESCE(t.name, m.name) AS name,
       m.responsible, m.place, m.due_on, m.recorded, m.in_place_of, w.text AS answer, w.answered_by, w.answered,
       COALESCE(m.process_id, t.process_id, m.application_id) AS process_id, t.task_id IS NULL AS without_task,
       CASE WHEN m.responsible <> '' OR (m.place = '' AND m.application_id IS NULL) THEN ''
            WHEN t.agency_code = m.place THEN 'AGENCY'
            ELSE 'SUPERVISOR' END AS responsible_role
FROM missed_term m
LEFT JOIN task t ON t.task_id = m.task_id
LEFT JOIN application a ON a.application_id = m.application_id
LEFT JOIN missed_term_answer w ON w.task_id = m.task_id AND w.kind = m.kind
WHERE ($1::text IS NULL OR m.place = $1 OR (m.place = '' AND a.centre_code = $1))
  AND ($2::text IS NULL OR m.responsible = $2)
  AND ($3::uuid IS NULL OR m.application_id = $3)
  AND (NOT $4 OR w.task_id IS NULL)
  AND ($5::timestamptz IS NULL OR (m.recorded, m.task_id) < ($5, $6::uuid))
  AND ($8::uuid IS NULL OR m.task_id = $8)
  AND ($9::text IS NULL OR m.kind = $9)
ORDER BY m.recorded DESC, m.task_id DESC
LIMIT $7
