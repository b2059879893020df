-- Appointments as a turn left them.
-- rows
-- $1 uuid[]  appointment id
-- $2 text[]  centre code
-- $3 text[]  group code
-- $4 text[]  service code
-- $5 text[]  purpose
-- $6 text[]  state
-- $7 timestamptz[]  time
-- $8 int2[]  length in minutes
-- $9 timestamptz[]  until when it is held unconfirmed
-- $10 text[]  code
-- $11 uuid[]  applicant id
-- $12 uuid[]  ticket id
-- $13 int2[]  reminders sent
-- $14 int4[]  version
INSERT INTO appointment (appointment_id, centre_code, group_code, service_code, purpose, state, starts, minutes,
                         expires, code, applicant_id, ticket_id, reminded, version)
SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::timestamptz[],
                     $8::int2[], $9::timestamptz[], $10::text[], $11::uuid[], $12::uuid[], $13::int2[], $14::int4[])
ON CONFLICT (appointment_id) DO UPDATE SET
    state = excluded.state, starts = excluded.starts, minutes = excluded.minutes, expires = excluded.expires,
    ticket_id = excluded.ticket_id, reminded = excluded.reminded, version = excluded.version
