-- Timers that begin a process now, the oldest moments first.
-- $1 timestamptz  now
-- $2 int8  most of them
SELECT code, process, element, nth, version, timer, (extract(epoch FROM due) * 1000000)::int8 AS due_us, rest
FROM regulation_timer
WHERE wake <= $1
ORDER BY due, code, process, element, nth
LIMIT $2
