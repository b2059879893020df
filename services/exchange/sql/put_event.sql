-- Events received.
-- rows
-- $1 text[]  agency code
-- $2 uuid[]  message id
-- $3 text[]  digest of what was signed
-- $4 uuid[]  request id
-- $5 text[]  state of the request after it
-- $6 timestamptz[]  received
INSERT INTO agency_event (agency_code, message_id, sha256, request_id, state, received)
SELECT * FROM unnest($1::text[], $2::uuid[], $3::text[], $4::uuid[], $5::text[], $6::timestamptz[])
