-- The general process that has waited longest for a message, and where it waits.
-- $1 text  name
-- $2 text  correlation that the message carries; NULL: none
-- $3 text  regulation whose processes are moved by something else
SELECT s.process_id, s.token
FROM process_subscription s JOIN process p USING (process_id)
WHERE s.kind = 'MESSAGE' AND s.name = $1 AND (s.correlation IS NULL OR s.correlation = $2)
  AND p.application_id IS NULL AND p.regulation <> $3
ORDER BY s.process_id, s.token
LIMIT 1
