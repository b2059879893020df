-- What happened to a complaint.
-- $1 uuid  complaint
-- $2 uuid  movement
-- $3 timestamptz  now
-- $4 text  by whom
-- $5 text  in what role
-- $6 text  what
-- $7 text  comment
INSERT INTO complaint_movement (complaint_id, movement_id, at, actor, actor_role, action, comment)
VALUES ($1, $2, $3, $4, $5, $6, $7)
