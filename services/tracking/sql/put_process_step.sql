-- What steps did.
-- rows
-- $1 uuid[]  process id
-- $2 int4[]  edition that the step made
-- $3 timestamptz[]  when
-- $4 text[]  by whom
-- $5 text[]  in what role
-- $6 text[]  what happened, an array literal
INSERT INTO process_step (process_id, edition, at, actor, actor_role, trail)
SELECT process, edition, at, actor, role, trail::text[]
FROM unnest($1::uuid[], $2::int4[], $3::timestamptz[], $4::text[], $5::text[], $6::text[])
     AS row (process, edition, at, actor, role, trail)
