-- A timer that does not run any more.
-- $1 uuid  process id
-- $2 int4  token
DELETE FROM process_timer WHERE process_id = $1 AND token = $2
