-- Tickets as a turn left them: new ones, and what changed of others.
-- rows
-- $1 text[]  centre code
-- $2 uuid[]  ticket id
-- $3 date[]  day
-- $4 text[]  number
-- $5 uuid[]  visit id
-- $6 int2[]  step
-- $7 text[]  group code
-- $8 text[]  service code
-- $9 text[]  purpose
-- $10 text[]  source
-- $11 text[]  state
-- $12 text[]  priority code
-- $13 int2[]  level
-- $14 timestamptz[]  rank
-- $15 timestamptz[]  issued
-- $16 timestamptz[]  entered
-- $17 timestamptz[]  called
-- $18 timestamptz[]  served
-- $19 timestamptz[]  ended
-- $20 timestamptz[]  until
-- $21 timestamptz[]  due
-- $22 int2[]  calls
-- $23 uuid[]  session id
-- $24 uuid[]  window id
-- $25 text[]  window number
-- $26 text[]  operator
-- $27 uuid[]  target window
-- $28 text[]  target operator
-- $29 uuid[]  sender window
-- $30 uuid[]  applicant id
-- $31 text[]  application ids, an array literal
-- $32 uuid[]  appointment id
-- $33 text[]  result
-- $34 text[]  reason
-- $35 text[]  code
-- $36 int8[]  waited ms
-- $37 int8[]  way ms
-- $38 int8[]  service ms
-- $39 int4[]  version
INSERT INTO ticket (centre_code, ticket_id, day, number, visit_id, step, group_code, service_code, purpose, source,
                    state, priority_code, level, rank, issued, entered, called, served, ended, until, due, calls,
                    session_id, window_id, window_number, operator, target_window, target_operator, sender_window,
                    applicant_id, application_ids, appointment_id, result, reason, code, waited_ms, way_ms, service_ms,
                    version)
SELECT centre_code, ticket_id, day, number, visit_id, step, group_code, service_code, purpose, source,
       state, priority_code, level, rank, issued, entered, called, served, ended, until, due, calls,
       session_id, window_id, window_number, operator, target_window, target_operator, sender_window,
       applicant_id, application_ids::uuid[], appointment_id, result, reason, code, waited_ms, way_ms,
       service_ms, version
FROM unnest($1::text[], $2::uuid[], $3::date[], $4::text[], $5::uuid[], $6::int2[], $7::text[], $8::text[],
            $9::text[], $10::text[], $11::text[], $12::text[], $13::int2[], $14::timestamptz[],
            $15::timestamptz[], $16::timestamptz[], $17::timestamptz[], $18::timestamptz[], $19::timestamptz[],
            $20::timestamptz[], $21::timestamptz[], $22::int2[], $23::uuid[], $24::uuid[], $25::text[],
            $26::text[], $27::uuid[], $28::text[], $29::uuid[], $30::uuid[], $31::text[], $32::uuid[],
            $33::text[], $34::text[], $35::text[], $36::int8[], $37::int8[], $38::int8[], $39::int4[])
     AS row (centre_code, ticket_id, day, number, visit_id, step, group_code, service_code, purpose, source,
             state, priority_code, level, rank, issued, entered, called, served, ended, until, due, calls,
             session_id, window_id, window_number, operator, target_window, target_operator, sender_window,
             applicant_id, application_ids, appointment_id, result, reason, code, waited_ms, way_ms, service_ms,
             version)
ON CONFLICT (ticket_id) DO UPDATE SET
    group_code = excluded.group_code, service_code = excluded.service_code, purpose = excluded.purpose,
    state = excluded.state, priority_code = excluded.priority_code, level = excluded.level, rank = excluded.rank,
    entered = excluded.entered, called = excluded.called, served = excluded.served, ended = excluded.ended,
    until = excluded.until, calls = excluded.calls, session_id = excluded.session_id,
    window_id = excluded.window_id, window_number = excluded.window_number, operator = excluded.operator, target_window = excluded.target_window,
    target_operator = excluded.target_operator, sender_window = excluded.sender_window,
    applicant_id = excluded.applicant_id, application_ids = excluded.application_ids,
    appointment_id = excluded.appointment_id, result = excluded.result, reason = excluded.reason,
    waited_ms = excluded.waited_ms, way_ms = excluded.way_ms, service_ms = excluded.service_ms,
    version = excluded.version
