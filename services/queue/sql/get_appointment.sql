-- One appointment. Columns are read in this order by appointments.c.
-- $1 uuid  appointment id
SELECT appointment_id, group_code, service_code, purpose, state, (date_part('epoch', starts) * 1e6)::int8 AS starts,
       minutes, (date_part('epoch', expires) * 1e6)::int8 AS expires, code, applicant_id, ticket_id, reminded, version,
       centre_code
FROM appointment
WHERE appointment_id = $1
