-- Moves the day of the earliest timer that ends a live task, and with it the day by which it is due.
-- $1 uuid  process id
-- $2 int4  token
-- $3 date  day of the timer; NULL: there is none any more
-- $4 date  planned date of the whole; NULL: there is none
UPDATE task SET bound_on = $3, due_on = COALESCE(LEAST(COALESCE(own_on, share_on), $3), $4, due_on), version = version + 1
WHERE process_id = $1 AND token = $2 AND state IN ('OPEN', 'CLAIMED')
