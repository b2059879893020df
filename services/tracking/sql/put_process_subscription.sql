-- Messages and signals that are waited for.
-- rows
-- $1 uuid[]  process id
-- $2 int4[]  token
-- $3 text[]  MESSAGE or SIGNAL
-- $4 text[]  name
-- $5 text[]  correlation
INSERT INTO process_subscription (process_id, token, kind, name, correlation)
SELECT * FROM unnest($1::uuid[], $2::int4[], $3::text[], $4::text[], $5::text[])
ON CONFLICT DO NOTHING
