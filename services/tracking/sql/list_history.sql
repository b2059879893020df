-- Movements of an application and of its documents, oldest first: one of the application, then one of each document
-- that moved along.
-- fills: okno.tracking.v1.Movement
-- $1 uuid  application id
SELECT CASE WHEN part.n = 0 THEN movement_id::text ELSE movement_id || '.' || part.n END AS movement_id,
       at, actor, actor_role, action, step, part.document_id, status, comment, from_place, to_place, in_place_of
FROM movement
CROSS JOIN LATERAL (
    SELECT 0 AS n, NULL::uuid AS document_id
    UNION ALL SELECT n, id FROM unnest(documents) WITH ORDINALITY AS moved (id, n)
) part
WHERE application_id = $1
ORDER BY at, movement.movement_id, part.n
