-- Who made a version of a record, and how it was before.
-- rows
-- $1 uuid[]         applicant
-- $2 int8[]         version made
-- $3 timestamptz[]  when
-- $4 text[]         who
-- $5 text[]         role
-- $6 text[]         centre
-- $7 text[]         paths of what changed, joined by commas
-- $8 jsonb[]        the record before; NULL for a registration
INSERT INTO applicant_change (applicant_id, version, at, actor, role, place, fields, before)
SELECT id, version, at, actor, role, place, string_to_array(fields, ','), before
FROM unnest($1::uuid[], $2::int8[], $3::timestamptz[], $4::text[], $5::text[], $6::text[], $7::text[], $8::jsonb[])
     AS new (id, version, at, actor, role, place, fields, before)
