-- The process that a message has begun.
-- $1 text  name
-- $2 text  correlation
SELECT process_id FROM process_begun WHERE kind = 'MESSAGE' AND name = $1 AND correlation = $2
