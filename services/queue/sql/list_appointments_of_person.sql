-- Appointments of a person from a moment on.
-- $1 uuid  applicant id
-- $2 timestamptz  from
SELECT appointment_id, group_code, service_code, purpose, state, (date_part('epoch', starts) * 1e6)::int8 AS starts,
       minutes, (date_part('epoch', expires) * 1e6)::int8 AS expires, code, applicant_id, ticket_id, reminded, version,
       centre_code
FROM appointment
WHERE applicant_id = $1 AND starts >= $2
ORDER BY starts, appointment_id
LIMIT 100
