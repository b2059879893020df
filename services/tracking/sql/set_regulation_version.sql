-- Versions that applications run on.
-- rows
-- $1 uuid[]  application id
-- $2 int4[]  version
UPDATE application SET regulation_version = row.version
FROM unnest($1::uuid[], $2::int4[]) AS row (id, version)
WHERE application_id = row.id
