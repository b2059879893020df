-- A timer that its process cannot take now; not one that was set anew for the same token.
-- $1 uuid  process id
-- $2 int4  token
-- $3 timestamptz  when to try again
-- $4 timestamptz  when it was due
UPDATE process_timer SET due = $3 WHERE process_id = $1 AND token = $2 AND due = $4
