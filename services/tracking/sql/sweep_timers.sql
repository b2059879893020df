-- Timers of a process that has ended.
-- $1 uuid  process id
DELETE FROM process_timer t USING process p WHERE t.process_id = $1 AND p.process_id = $1 AND p.status <> 'ACTIVE'
