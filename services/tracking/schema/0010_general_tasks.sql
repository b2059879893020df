-- Tasks of general processes, which belong to no centre and no agency: to whoever has the role, or to one person.
ALTER TABLE task ADD COLUMN performer text;     -- the one person the regulation names; NULL: whoever may
-- The lists of a role hold these, not the many that applicants and couriers have in applications: those are found by them.
DROP INDEX task_role;
CREATE INDEX task_role ON task (role, state, due_on, task_id)
    WHERE centre_code IS NULL AND agency_code IS NULL AND (application_id IS NULL OR role = 'CONTROLLER');
