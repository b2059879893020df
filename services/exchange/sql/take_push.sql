-- Takes a message that is to be posted to an agency's system, of an agency that nothing is being posted to now.
-- alone
-- $1 int4  seconds, beyond the time the system has to answer, for which it is hidden
UPDATE message m
SET visible_from = now() + ($1 + timeout_seconds) * interval '1 second',
    pushed_until = now() + ($1 + timeout_seconds) * interval '1 second', attempts = m.attempts + 1
FROM (
    SELECT message_id, route.endpoint, route.signature, route.key_id, route.attempts AS most,
           route.first_delay_seconds, route.longest_delay_seconds, route.timeout_seconds
    FROM agency_route route
    CROSS JOIN LATERAL (
        SELECT message_id, visible_from
        FROM message
        WHERE agency_code = route.agency_code AND state = 'WAITING' AND visible_from <= now()
        ORDER BY visible_from, message_id
        LIMIT 1
        FOR UPDATE SKIP LOCKED
    ) oldest
    WHERE route.way = 'SYSTEM' AND route.endpoint <> ''
      AND NOT EXISTS (SELECT FROM message busy
                      WHERE busy.agency_code = route.agency_code AND busy.pushed_until > now())
    ORDER BY oldest.visible_from
    LIMIT 1
) found
WHERE m.message_id = found.message_id
RETURNING m.message_id, m.agency_code, m.request_id, m.kind, m.attempts, found.endpoint, found.signature, found.key_id,
          found.most, found.first_delay_seconds, found.longest_delay_seconds, found.timeout_seconds
