-- Interactions.
-- rows
-- $1 uuid[]         id
-- $2 uuid[]         applicant
-- $3 timestamptz[]  when
-- $4 text[]         channel
-- $5 text[]         kind
-- $6 text[]         summary
-- $7 uuid[]         application; NULL: none
-- $8 text[]         centre
-- $9 text[]         who
INSERT INTO interaction (interaction_id, applicant_id, at, channel, kind, summary, application_id, centre_code, actor)
SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::text[], $5::text[], $6::text[], $7::uuid[],
                     $8::text[], $9::text[])
