-- What happened to a complaint, oldest first.
-- fills: okno.tracking.v1.ComplaintMovement
-- $1 uuid  complaint
SELECT at, actor, actor_role, action, comment FROM complaint_movement WHERE complaint_id = $1 ORDER BY at, movement_id
