-- Processes to be driven on, in the order asked for; those that are gone are left out.
-- fills: okno.tracking.v1.ProcessRow
-- $1 uuid[]  process ids
SELECT process_id, regulation, version, application_id, parent_id, parent_token, state, status, edition, started, ended
FROM unnest($1::uuid[]) WITH ORDINALITY AS wanted (process_id, place)
JOIN process USING (process_id)
ORDER BY place
