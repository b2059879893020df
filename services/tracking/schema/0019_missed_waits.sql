-- Terms that pass where nobody has a task: a request that nobody answers, a called process, an application that waits for
-- nothing else.

-- `task_id` is of the task; without one it is the application's for the whole service, else an id of the record's own.
ALTER TABLE missed_term
    DROP CONSTRAINT missed_term_task_id_fkey,
    ADD COLUMN process_id uuid,                 -- without a task: which process waited ...
    ADD COLUMN token int,                       -- ... where
    ADD COLUMN name text NOT NULL DEFAULT '';   -- of the step there
CREATE UNIQUE INDEX missed_term_wait ON missed_term (process_id, token) WHERE process_id IS NOT NULL;
