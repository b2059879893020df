-- What happened to applications.
-- rows
-- $1 uuid[]  application id
-- $2 uuid[]  movement id
-- $3 timestamptz[]  when
-- $4 text[]  by whom
-- $5 text[]  in what role
-- $6 text[]  what happened
-- $7 text[]  in which step
-- $8 text[]  status after it
-- $9 text[]  documents that moved along, an array literal of ids
-- $10 text[]  place they left
-- $11 text[]  place they came to
-- $12 text[]  comment
-- $13 text[]  absent one whom they stood in for
INSERT INTO movement (application_id, movement_id, at, actor, actor_role, action, step, status, documents, from_place,
                      to_place, comment, in_place_of)
SELECT application, id, at, actor, role, action, step, status, documents::uuid[], from_place, to_place, comment,
       in_place_of
FROM unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
            $9::text[], $10::text[], $11::text[], $12::text[], $13::text[])
     AS row (application, id, at, actor, role, action, step, status, documents, from_place, to_place, comment,
             in_place_of)
