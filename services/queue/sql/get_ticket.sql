-- One ticket, whatever its state. Columns as in list_live_tickets.sql, and the centre.
-- $1 uuid  ticket id
SELECT ticket_id, day, number, visit_id, step, group_code, service_code, purpose, source, state, priority_code,
       level, (date_part('epoch', rank) * 1e6)::int8 AS rank,
       (date_part('epoch', issued) * 1e6)::int8 AS issued, (date_part('epoch', entered) * 1e6)::int8 AS entered,
       (date_part('epoch', called) * 1e6)::int8 AS called, (date_part('epoch', served) * 1e6)::int8 AS served,
       (date_part('epoch', ended) * 1e6)::int8 AS ended, (date_part('epoch', until) * 1e6)::int8 AS until,
       (date_part('epoch', due) * 1e6)::int8 AS due, calls, session_id, window_id, window_number, operator,
       target_window, target_operator, sender_window, applicant_id, application_ids, appointment_id, result,
       reason, code, waited_ms, way_ms, service_ms, version,
       centre_code
FROM ticket
WHERE ticket_id = $1
