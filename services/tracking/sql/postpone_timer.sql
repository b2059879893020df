-- A timer that its process cannot take now.
-- $1 uuid  process id
-- $2 int4  token
-- $3 timestamptz  when to try again
UPDATE process_timer SET due = $3 WHERE process_id = $1 AND token = $2
