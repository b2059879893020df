-- A timer that fired; not one that was set anew for the same token.
-- $1 uuid  process id
-- $2 int4  token
-- $3 timestamptz  when it was due
DELETE FROM process_timer WHERE process_id = $1 AND token = $2 AND due = $3
