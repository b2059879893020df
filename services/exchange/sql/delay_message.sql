-- Lets a message be tried again later, unless it was ended meanwhile.
-- $1 uuid  message id
-- $2 int8  in how many milliseconds
-- $3 text  what was wrong
UPDATE message SET visible_from = now() + $2::int8 * interval '1 millisecond', pushed_until = NULL, error = $3
WHERE message_id = $1 AND state = 'WAITING'
