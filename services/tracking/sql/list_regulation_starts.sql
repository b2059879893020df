-- Regulations that begin with a message or a signal.
-- $1 text  MESSAGE or SIGNAL
-- $2 text  name
-- $3 text  only this regulation; NULL: any
-- $4 text  only this process of it; NULL: any
SELECT code, version, process, element FROM regulation_start
WHERE kind = $1 AND name = $2 AND ($3::text IS NULL OR code = $3) AND ($4::text IS NULL OR process = $4)
ORDER BY code, process
