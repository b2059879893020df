-- New messages to agencies.
-- rows
-- $1 uuid[]  message id
-- $2 text[]  agency code
-- $3 uuid[]  request id
-- $4 text[]  kind
-- $5 timestamptz[]  created, and visible at once
INSERT INTO message (message_id, agency_code, request_id, kind, state, created, visible_from)
SELECT id, agency, request, kind, 'WAITING', created, created
FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[], $5::timestamptz[]) AS row (id, agency, request, kind, created)
