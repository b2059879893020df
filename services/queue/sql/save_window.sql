-- What a supervisor changed at a window.
-- rows
-- $1 uuid[]  window id
-- $2 text[]  name
-- $3 text[]  groups with their weights
-- $4 bool[]  in use
-- $5 int4[]  version
UPDATE hall_window SET name = row.name, groups = row.groups, enabled = row.enabled, version = row.version
FROM unnest($1::uuid[], $2::text[], $3::text[], $4::bool[], $5::int4[]) AS row (id, name, groups, enabled, version)
WHERE window_id = row.id
