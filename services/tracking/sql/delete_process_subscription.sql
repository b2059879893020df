-- A message or signal that is not waited for any more.
-- $1 uuid  process id
-- $2 int4  token
-- $3 text  MESSAGE or SIGNAL
-- $4 text  name
DELETE FROM process_subscription WHERE process_id = $1 AND token = $2 AND kind = $3 AND name = $4
