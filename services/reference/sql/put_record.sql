-- A new version of a record.
-- rows
-- $1 text[]   kind
-- $2 text[]   code
-- $3 int4[]   version, one more than the last
-- $4 int8[]   catalogue version it comes with
-- $5 bool[]   withdrawn
-- $6 jsonb[]  content
-- $7 text[]   who changed it
INSERT INTO record (kind, code, version, load, withdrawn, content, changed_by)
SELECT * FROM unnest($1::text[], $2::text[], $3::int4[], $4::int8[], $5::bool[], $6::jsonb[], $7::text[])
