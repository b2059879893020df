-- Takes the oldest message that an agency can see, and hides it from others.
-- alone
-- $1 text  agency code
-- $2 int4  seconds for which it is hidden
UPDATE message
SET visible_from = now() + $2::int4 * interval '1 second', attempts = attempts + 1
WHERE message_id = (
    SELECT message_id
    FROM message
    WHERE agency_code = $1 AND state = 'WAITING' AND visible_from <= now()
    ORDER BY created, message_id
    LIMIT 1
    FOR UPDATE SKIP LOCKED
)
RETURNING message_id, request_id, kind, attempts, visible_from
