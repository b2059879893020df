-- Live tasks of an application that have no term of their own: their day follows from the planned date.
-- $1 uuid  application id
SELECT task_id, due_on FROM task WHERE application_id = $1 AND state IN ('OPEN', 'CLAIMED') AND due IS NULL
