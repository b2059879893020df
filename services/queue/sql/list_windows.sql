-- Windows of a hall, each with the session at it. Columns are read in this order by hall_open.c.
-- $1 text  centre code
SELECT w.window_id, w.number, w.name, w.groups, w.enabled::int, w.version, s.session_id, s.operator, s.substitutes,
       s.state, s.break_reason, (date_part('epoch', s.opened) * 1e6)::int8 AS opened,
       (date_part('epoch', s.changed) * 1e6)::int8 AS changed, s.break_ms, s.version AS session_version
FROM hall_window w LEFT JOIN session s ON s.window_id = w.window_id AND s.state <> 'CLOSED'
WHERE w.centre_code = $1
ORDER BY length(w.number), w.number
