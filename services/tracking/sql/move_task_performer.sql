-- Gives an open task to whom another version of its regulation names.
-- $1 uuid  task id
-- $2 text  role
-- $3 text  centre; NULL: none
-- $4 text  agency; NULL: none
-- $5 text  the one person; NULL: whoever may
UPDATE task SET role = $2, centre_code = $3, agency_code = $4, performer = $5, version = version + 1
WHERE task_id = $1 AND state = 'OPEN'
