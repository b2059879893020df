-- What happened in a process, oldest first.
-- fills: okno.tracking.v1.ProcessStep
-- $1 uuid  process id
SELECT at, actor, actor_role, trail FROM process_step WHERE process_id = $1 ORDER BY edition
