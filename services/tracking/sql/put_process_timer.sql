-- Sets timers; one that is set again moves.
-- rows
-- $1 uuid[]  process id
-- $2 int4[]  token
-- $3 timestamptz[]  due
INSERT INTO process_timer (process_id, token, due)
SELECT * FROM unnest($1::uuid[], $2::int4[], $3::timestamptz[])
ON CONFLICT (process_id, token) DO UPDATE SET due = excluded.due
