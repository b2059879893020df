-- What happened to requests.
-- rows
-- $1 uuid[]  request id
-- $2 uuid[]  move id
-- $3 timestamptz[]  when
-- $4 text[]  by whom
-- $5 text[]  in what role
-- $6 text[]  what happened
-- $7 text[]  state after it
-- $8 text[]  comment
-- $9 uuid[]  message or event that moved it
INSERT INTO request_move (request_id, move_id, at, actor, actor_role, action, state, comment, message_id)
SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::text[], $5::text[], $6::text[], $7::text[],
                     $8::text[], $9::uuid[])
