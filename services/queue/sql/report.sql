-- Attendance, waiting, way, service and load by one dimension, and the total as the last row, without a key. By window
-- and employee what happened at them counts, so a ticket that saw two counts at both. Numbers of windows are a centre's
-- own. Hours, groups, purposes and services have no time at work: nothing says what a window was open for.
-- fills: okno.queue.v1.ReportRow
-- $1 date  from
-- $2 date  to
-- $3 text  only of this centre; NULL: of all
-- $4 text  dimension, a name of okno.queue.v1.Dimension
-- $5 int8  milliseconds of the norm of waiting
-- $6 text  time zone of the centres
WITH one AS (
    SELECT CASE $4::text WHEN 'BY_CENTRE' THEN centre_code WHEN 'BY_GROUP' THEN group_code
                   WHEN 'BY_OPERATION' THEN purpose WHEN 'BY_SERVICE' THEN service_code WHEN 'BY_DAY' THEN day::text
                   ELSE to_char(issued AT TIME ZONE $6, 'HH24') END AS key,
           '' AS centre, state, CASE WHEN called IS NOT NULL THEN waited_ms END AS waited_ms,
           CASE WHEN service_ms > 0 THEN way_ms END AS way_ms, NULLIF(service_ms, 0) AS service_ms,
           appointment_id IS NOT NULL AS booked
    FROM ticket
    WHERE day BETWEEN $1 AND $2 AND ($3::text IS NULL OR centre_code = $3)
      AND $4 NOT IN ('BY_WINDOW', 'BY_EMPLOYEE')
    UNION ALL
    SELECT CASE $4 WHEN 'BY_WINDOW' THEN spell.window_number ELSE spell.operator END,
           CASE $4 WHEN 'BY_WINDOW' THEN spell.centre_code ELSE '' END, spell.outcome, spell.waited_ms,
           CASE WHEN spell.service_ms > 0 THEN spell.way_ms END, NULLIF(spell.service_ms, 0),
           appointment_id IS NOT NULL
    FROM spell JOIN ticket USING (ticket_id)
    WHERE spell.day BETWEEN $1 AND $2 AND ($3::text IS NULL OR spell.centre_code = $3)
      AND $4 IN ('BY_WINDOW', 'BY_EMPLOYEE')
), counted AS (
    SELECT centre, COALESCE(NULLIF(key, ''), '-') AS key, count(*) AS tickets,
           count(*) FILTER (WHERE state = 'FINISHED') AS served, count(*) FILTER (WHERE state = 'NO_SHOW') AS no_shows,
           count(*) FILTER (WHERE state = 'CANCELLED') AS cancelled, count(*) FILTER (WHERE booked) AS by_appointment,
           avg(waited_ms) AS wait, percentile_disc(0.95) WITHIN GROUP (ORDER BY waited_ms) AS wait_p95,
           count(waited_ms) AS called, count(*) FILTER (WHERE waited_ms <= $5) AS in_time, avg(way_ms) AS way,
           avg(service_ms) AS service, COALESCE(sum(way_ms), 0) + COALESCE(sum(service_ms), 0) AS busy
    FROM one
    GROUP BY GROUPING SETS ((centre, COALESCE(NULLIF(key, ''), '-')), ())
), at_work AS (
    SELECT CASE $4 WHEN 'BY_CENTRE' THEN centre_code WHEN 'BY_WINDOW' THEN window_number
                   WHEN 'BY_EMPLOYEE' THEN operator WHEN 'BY_DAY' THEN (opened AT TIME ZONE $6)::date::text END AS key,
           CASE $4 WHEN 'BY_WINDOW' THEN centre_code ELSE '' END AS centre,
           GREATEST(0, date_part('epoch', COALESCE(closed, now()) - opened) * 1000 - break_ms
                       - CASE WHEN state = 'BREAK' THEN date_part('epoch', now() - changed) * 1000 ELSE 0 END) AS ms
    FROM session
    WHERE (opened AT TIME ZONE $6)::date BETWEEN $1 AND $2 AND ($3::text IS NULL OR centre_code = $3)
), worked AS (
    SELECT centre, key, sum(ms) AS ms, grouping(key) = 1 AS total
    FROM at_work
    GROUP BY GROUPING SETS ((centre, key), ())
)
SELECT counted.key, counted.centre AS centre_code, tickets, served, no_shows, cancelled, by_appointment,
       COALESCE(wait / 1000, 0)::int AS wait_seconds, COALESCE(wait_p95 / 1000, 0)::int AS wait_p95_seconds,
       CASE WHEN called = 0 THEN 100 ELSE in_time * 100 / called END AS within_norm_percent,
       COALESCE(way / 1000, 0)::int AS way_seconds, COALESCE(service / 1000, 0)::int AS service_seconds,
       CASE WHEN known THEN COALESCE(worked.ms / 1000, 0)::int END AS open_seconds,
       CASE WHEN known THEN CASE WHEN worked.ms > 0 THEN LEAST(100, busy * 100 / worked.ms)::int ELSE 0 END END
           AS load_percent,
       CASE WHEN tickets = 0 THEN 0 ELSE no_shows * 100 / tickets END AS no_show_percent
FROM counted
CROSS JOIN LATERAL (SELECT counted.key IS NULL OR $4 IN ('BY_CENTRE', 'BY_WINDOW', 'BY_EMPLOYEE', 'BY_DAY') AS known) k
LEFT JOIN worked ON (counted.key IS NULL AND worked.total)
                 OR (NOT worked.total AND counted.centre = worked.centre AND counted.key = worked.key)
ORDER BY counted.key IS NULL, counted.centre,
         CASE $4 WHEN 'BY_WINDOW' THEN NULLIF(regexp_replace(counted.key, '[^0-9]', '', 'g'), '')::numeric END,
         counted.key
