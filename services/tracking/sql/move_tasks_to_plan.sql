-- Gives live tasks that have a share of the whole as many days more as the whole got, and those due with it its new day.
-- $1 uuid  application id
-- $2 date  planned before
-- $3 date  planned now
UPDATE task
SET share_on = CASE WHEN share_on IS NOT NULL THEN LEAST(share_on + ($3::date - $2::date), $3) END,
    due_on = LEAST(share_on + ($3::date - $2::date), $3, bound_on), version = version + 1
WHERE application_id = $1 AND state IN ('OPEN', 'CLAIMED') AND own_on IS NULL
  AND (share_on IS NOT NULL OR bound_on IS NULL)
