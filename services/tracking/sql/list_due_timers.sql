-- Timers that are due, and tasks whose own term has passed and is not yet on record, the oldest first: of that part of the
-- processes that a replica has taken. The parts go by the last byte of the id, which is random.
-- fills: okno.tracking.v1.DueTimer
-- $1 timestamptz  now
-- $2 int8  most of either
-- $3 int4  the part, from 0
-- $4 int4  of so many
SELECT process_id, token, task_id, application_id, step, assignee, place, due_on, due
FROM (
    (SELECT process_id, token, NULL::uuid AS task_id, NULL::uuid AS application_id, '' AS step, '' AS assignee,
            '' AS place, NULL::date AS due_on, due
     FROM process_timer
     WHERE due <= $1 AND get_byte(uuid_send(process_id), 15) % $4 = $3
     ORDER BY due
     LIMIT $2)
    UNION ALL
    (SELECT process_id, token, task_id, application_id, step, COALESCE(assignee, performer, ''),
            COALESCE(centre_code, agency_code, ''), due_on, due
     FROM task
     WHERE due <= $1 AND NOT missed AND state IN ('OPEN', 'CLAIMED') AND process_id IS NOT NULL
       AND get_byte(uuid_send(process_id), 15) % $4 = $3
     ORDER BY due
     LIMIT $2)
) found
ORDER BY due
