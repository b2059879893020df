-- Moves the end of a live task's own term, or stops it.
-- $1 uuid  process id
-- $2 int4  token
-- $3 timestamptz  end of the term; NULL: the clock stands
-- $4 date  its day; NULL: as it was
UPDATE task
SET due = $3, own_on = COALESCE($4, own_on), due_on = COALESCE(LEAST(COALESCE($4, own_on), bound_on), due_on),
    version = version + 1
WHERE process_id = $1 AND token = $2 AND state IN ('OPEN', 'CLAIMED')
