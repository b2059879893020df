-- Last numbers of groups.
-- rows
-- $1 text[]  centre code
-- $2 date[]  day
-- $3 text[]  group code
-- $4 int4[]  last number
INSERT INTO group_counter (centre_code, day, group_code, last)
SELECT * FROM unnest($1::text[], $2::date[], $3::text[], $4::int4[])
ON CONFLICT (centre_code, day, group_code) DO UPDATE SET last = excluded.last
