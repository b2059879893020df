-- Errands that are due, oldest first, with what the process carries.
-- fills: okno.tracking.v1.Errand
-- $1 timestamptz  now
-- $2 int8  most of them
SELECT errand_id, kind, e.process_id, token, name, detail, payload, tries, p.application_id,
       a.number AS application_number, a.service_code, a.centre_code
FROM errand e
LEFT JOIN process p ON p.process_id = e.process_id
LEFT JOIN application a ON a.application_id = p.application_id
WHERE not_before <= $1
ORDER BY errand_id
LIMIT $2
