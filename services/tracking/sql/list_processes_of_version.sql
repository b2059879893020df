-- What runs on a version of a regulation, by id: a walk over the whole table, page by page, which is rarely asked for.
-- alone
-- fills: okno.tracking.v1.ProcessRow
-- $1 text  code
-- $2 int4  version
-- $3 uuid  after this id; NULL: from the first on
-- $4 int8  most rows
SELECT process_id, regulation, version, application_id, parent_id, parent_token, state, status, edition, started, ended
FROM process
WHERE ($3::uuid IS NULL OR process_id > $3) AND regulation = $1 AND version = $2 AND status = 'ACTIVE'
ORDER BY process_id
LIMIT $4
