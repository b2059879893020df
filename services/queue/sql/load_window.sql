-- Windows as their records say.
-- rows
-- $1 uuid[]  id of a new one
-- $2 text[]  centre code
-- $3 text[]  number
-- $4 text[]  name
-- $5 text[]  groups with their weights
-- $6 bool[]  in use
-- $7 text[]  the record
INSERT INTO hall_window (window_id, centre_code, number, name, groups, enabled, loaded)
SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bool[], $7::text[])
ON CONFLICT (centre_code, number) DO UPDATE SET
    name = excluded.name, groups = excluded.groups, enabled = excluded.enabled, loaded = excluded.loaded,
    version = hall_window.version + 1
