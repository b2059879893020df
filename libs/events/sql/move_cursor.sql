-- Moves a cursor on, unless another replica has moved it.
-- $1 text  consumer
-- $2 int8  transaction it stood at
-- $3 int8  id it stood at
-- $4 int8  transaction it moves to
-- $5 int8  id it moves to
UPDATE event_cursor SET txid = $4, id = $5, moved = now()
WHERE consumer = $1 AND txid = $2 AND id = $3
