-- A process, to be shown or driven on.
-- fills: okno.tracking.v1.ProcessRow
-- $1 uuid  process id
SELECT process_id, regulation, version, application_id, parent_id, parent_token, state, status, edition, started, ended
FROM process
WHERE process_id = $1
