-- Execution control: the days by which tasks are due.

-- A task is due on the earliest of its own term, or else its share of the whole, and of the timers on its boundary that
-- end it; with none of these, on the planned date.
ALTER TABLE task
    ADD COLUMN own_on date,
    ADD COLUMN share_on date,
    ADD COLUMN bound_on date;
UPDATE task SET own_on = due_on WHERE due IS NOT NULL;
UPDATE task SET share_on = due_on WHERE due IS NULL AND state IN ('OPEN', 'CLAIMED') AND due_on <> 'infinity';
