-- What steps did.
-- rows
-- $1 uuid[]  process id
-- $2 int4[]  edition that the step made
-- $3 timestamptz[]  when
-- $4 text[]  by whom
-- $5 text[]  in what role
-- $6 text[]  what happened, an array literal
-- $7 text[]  absent one whom they stood in for
INSERT INTO process_step (process_id, edition, at, actor, actor_role, trail, in_place_of)
SELECT process, edition, at, actor, role, trail::text[], in_place_of
FROM unnest($1::uuid[], $2::int4[], $3::timestamptz[], $4::text[], $5::text[], $6::text[], $7::text[])
     AS row (process, edition, at, actor, role, trail, in_place_of)
