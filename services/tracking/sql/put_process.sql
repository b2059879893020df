-- New processes.
-- rows
-- $1 uuid[]  process id
-- $2 text[]  code of the regulation
-- $3 int4[]  its version
-- $4 uuid[]  application id
-- $5 uuid[]  process that called it
-- $6 int4[]  token that waits there
-- $7 bytea[]  state
-- $8 text[]  status
-- $9 timestamptz[]  started
-- $10 timestamptz[]  ended
INSERT INTO process (process_id, regulation, version, application_id, parent_id, parent_token, state, status, started,
                     ended)
SELECT * FROM unnest($1::uuid[], $2::text[], $3::int4[], $4::uuid[], $5::uuid[], $6::int4[], $7::bytea[], $8::text[],
                     $9::timestamptz[], $10::timestamptz[])
