-- Whether somebody signed the other side of a hand-over of this application: the courier's, or that of a place.
-- $1 uuid  application
-- $2 text  who
-- $3 bool  this side is the courier's
SELECT 1 AS hand
FROM task
WHERE application_id = $1 AND operation = 'hand-over' AND state = 'DONE' AND assignee = $2
  AND (role = 'COURIER') <> $3
LIMIT 1
