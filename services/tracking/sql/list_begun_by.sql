-- A process that began with a message or a signal, the one that sent it, and so on, as far as they began lately.
-- $1 uuid  process id
-- $2 timestamptz  since
-- $3 int4  most of them
WITH RECURSIVE sender (process_id, depth) AS (
    SELECT begun_by, 1 FROM process_begun WHERE process_id = $1 AND begun > $2
    UNION ALL
    SELECT b.begun_by, s.depth + 1
    FROM sender s JOIN process_begun b USING (process_id)
    WHERE b.begun > $2 AND s.depth < $3
)
SELECT process_id FROM sender
