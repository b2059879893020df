-- What steps ask of others.
-- rows
-- $1 text[]  kind
-- $2 uuid[]  process that asks
-- $3 int4[]  token
-- $4 text[]  name
-- $5 text[]  detail
-- $6 text[]  variables, a JSON object
-- $7 timestamptz[]  now
INSERT INTO errand (kind, process_id, token, name, detail, payload, made, not_before)
SELECT kind, process, token, name, detail, payload::json, now, now
FROM unnest($1::text[], $2::uuid[], $3::int4[], $4::text[], $5::text[], $6::text[], $7::timestamptz[])
     AS row (kind, process, token, name, detail, payload, now)
