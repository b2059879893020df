-- Cancels a task that its process does not wait for any more.
-- $1 uuid  process id
-- $2 int4  token
-- $3 timestamptz  now
UPDATE task SET state = 'CANCELLED', finished = $3, version = version + 1
WHERE process_id = $1 AND token = $2 AND state IN ('OPEN', 'CLAIMED')
