-- A process, who called it, who called that one, and so on.
-- $1 uuid  process id
-- $2 int4  most of them
WITH RECURSIVE caller (process_id, depth) AS (
    SELECT $1::uuid, 1
    UNION ALL
    SELECT p.parent_id, c.depth + 1
    FROM caller c JOIN process p USING (process_id)
    WHERE p.parent_id IS NOT NULL AND c.depth < $2
)
SELECT process_id FROM caller
