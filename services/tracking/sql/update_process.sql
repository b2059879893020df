-- Moves a process on, unless somebody else has.
-- $1 uuid  process id
-- $2 int4  edition it was seen in
-- $3 int4  version of the regulation
-- $4 bytea  state
-- $5 text  status
-- $6 timestamptz  ended
UPDATE process SET edition = edition + 1, version = $3, state = $4, status = $5, ended = $6
WHERE process_id = $1 AND edition = $2
