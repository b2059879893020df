-- A term of a complaint's task has passed: on record for good, against whoever had the task. Nothing for other processes.
-- $1 uuid  process, with the id of the complaint
-- $2 uuid  movement
-- $3 timestamptz  now
-- $4 text  who recorded it
-- $5 text  step, who was responsible, by when
WITH late AS (
    UPDATE complaint SET missed = true WHERE complaint_id = $1 RETURNING complaint_id
)
INSERT INTO complaint_movement (complaint_id, movement_id, at, actor, actor_role, action, comment)
SELECT complaint_id, $2, $3, $4, 'SERVICE', 'TERM_MISSED', $5 FROM late
