-- The process that a token called, and the application that it carries.
-- $1 uuid  process that called
-- $2 int4  token
SELECT process_id, application_id FROM process WHERE parent_id = $1 AND parent_token = $2 ORDER BY started DESC LIMIT 1
