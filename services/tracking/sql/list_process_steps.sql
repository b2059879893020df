-- What happened in a process, oldest first.
-- fills: okno.tracking.v1.ProcessStep
-- $1 uuid  process id
SELECT at, actor, actor_role, trail, in_place_of FROM process_step WHERE process_id = $1 ORDER BY edition
