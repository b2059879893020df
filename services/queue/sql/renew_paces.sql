-- Service times as observed over the last month, the newest three hundred of each group and hall.
-- alone
-- $1 timestamptz  from
INSERT INTO pace (centre_code, group_code, observed, deciles)
SELECT g.centre_code, g.group_code, s.observed, s.deciles
FROM (SELECT DISTINCT centre_code, group_code FROM ticket WHERE ended >= $1) g
CROSS JOIN LATERAL (
    SELECT count(*) AS observed,
           percentile_disc(ARRAY [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9])
               WITHIN GROUP (ORDER BY (t.service_ms / 1000)::int) AS deciles
    FROM (SELECT service_ms FROM ticket
          WHERE centre_code = g.centre_code AND group_code = g.group_code AND ended >= $1 AND state = 'FINISHED'
            AND service_ms > 0
          ORDER BY ended DESC LIMIT 300) t
) s
WHERE s.observed > 0
ON CONFLICT (centre_code, group_code) DO UPDATE SET observed = excluded.observed, deciles = excluded.deciles
