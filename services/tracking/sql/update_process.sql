-- Moves processes on, unless somebody else has.
-- rows
-- $1 uuid[]  process id
-- $2 int4[]  edition it was seen in
-- $3 int4[]  version of the regulation
-- $4 bytea[]  state
-- $5 text[]  status
-- $6 timestamptz[]  ended
UPDATE process
SET edition = process.edition + 1, version = row.version, state = row.state, status = row.status, ended = row.ended
FROM unnest($1::uuid[], $2::int4[], $3::int4[], $4::bytea[], $5::text[], $6::timestamptz[])
     AS row (id, edition, version, state, status, ended)
WHERE process_id = row.id AND process.edition = row.edition
