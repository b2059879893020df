-- Tickets of a hall whose visitors did not come when they were called. Columns as in list_live_tickets.sql.
-- $1 text    centre code
-- $2 date    day
-- $3 text[]  groups of the hall
SELECT ticket_id, day, number, visit_id, step, group_code, service_code, purpose, source, state, priority_code,
       level, (date_part('epoch', rank) * 1e6)::int8 AS rank,
       (date_part('epoch', issued) * 1e6)::int8 AS issued, (date_part('epoch', entered) * 1e6)::int8 AS entered,
       (date_part('epoch', called) * 1e6)::int8 AS called, (date_part('epoch', served) * 1e6)::int8 AS served,
       (date_part('epoch', ended) * 1e6)::int8 AS ended, (date_part('epoch', until) * 1e6)::int8 AS until,
       (date_part('epoch', due) * 1e6)::int8 AS due, calls, session_id, window_id, window_number, operator,
       target_window, target_operator, sender_window, applicant_id, application_ids, appointment_id, result,
       reason, code, waited_ms, way_ms, service_ms, version
FROM ticket
WHERE centre_code = $1 AND group_code = ANY ($3) AND ended >= now() - interval '1 day' AND day = $2 AND state = 'NO_SHOW'
ORDER BY issued, step
