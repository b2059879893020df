-- Live tasks of an application whose day follows from the planned date: a share of the whole, or all of it.
-- $1 uuid  application id
SELECT task_id, COALESCE(share_on, due_on) AS due_on
FROM task
WHERE application_id = $1 AND state IN ('OPEN', 'CLAIMED') AND own_on IS NULL
  AND (share_on IS NOT NULL OR bound_on IS NULL)
