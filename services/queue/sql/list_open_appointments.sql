-- Appointments of a hall that something may be due of: unconfirmed, to be reminded of, missed.
-- $1 text  centre code
-- $2 timestamptz  before
SELECT appointment_id, group_code, service_code, purpose, state, (date_part('epoch', starts) * 1e6)::int8 AS starts,
       minutes, (date_part('epoch', expires) * 1e6)::int8 AS expires, code, applicant_id, ticket_id, reminded, version,
       centre_code
FROM appointment
WHERE centre_code = $1 AND starts < $2 AND state IN ('RESERVED', 'CONFIRMED')
