-- Takes a job that is due and that nobody runs; no row when it is another's, or not due.
-- alone
-- $1 text  name of the job
-- $2 text  who takes it
-- $3 int8  lease in milliseconds
-- $4 int8  period in milliseconds
INSERT INTO job AS j (name, holder, until, next_at)
VALUES ($1, $2, now() + $3 * interval '1 millisecond', now() + $4 * interval '1 millisecond')
ON CONFLICT (name) DO UPDATE
SET holder = excluded.holder, until = excluded.until, next_at = excluded.next_at
WHERE j.next_at <= now() AND (j.until <= now() OR j.holder = excluded.holder)
RETURNING name
