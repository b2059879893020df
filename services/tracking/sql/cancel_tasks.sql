-- Cancels what an application waits for.
-- $1 uuid  application id
-- $2 timestamptz  now
UPDATE task SET state = 'CANCELLED', finished = $2, version = version + 1
WHERE application_id = $1 AND state IN ('OPEN', 'CLAIMED')
