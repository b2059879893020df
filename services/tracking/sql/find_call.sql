-- The errand to call what a token waits for, while it has not been carried out.
-- $1 uuid  process that calls
-- $2 int4  token
SELECT errand_id FROM errand WHERE kind = 'CALL' AND process_id = $1 AND token = $2
