-- Sets the way to an agency.
-- $1 text  agency code
-- $2 text  way
-- $3 text  endpoint
-- $4 text  signature
-- $5 text  key id
-- $6 int4  attempts
-- $7 int4  first delay in seconds
-- $8 int4  longest delay in seconds
-- $9 int4  seconds the system has to answer
-- $10 timestamptz  now
-- $11 text  by whom
INSERT INTO agency_route (agency_code, way, endpoint, signature, key_id, attempts, first_delay_seconds,
                          longest_delay_seconds, timeout_seconds, changed, changed_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
ON CONFLICT (agency_code) DO UPDATE
SET way = excluded.way, endpoint = excluded.endpoint, signature = excluded.signature, key_id = excluded.key_id,
    attempts = excluded.attempts, first_delay_seconds = excluded.first_delay_seconds,
    longest_delay_seconds = excluded.longest_delay_seconds, timeout_seconds = excluded.timeout_seconds,
    changed = excluded.changed, changed_by = excluded.changed_by
