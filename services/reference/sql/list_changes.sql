-- Versions of one record, newest first.
-- fills: okno.reference.v1.Change
-- $1 text  kind
-- $2 text  code
-- $3 int4  version after which the page begins; NULL: the newest
-- $4 int8  most rows
SELECT version, changed, changed_by, CASE WHEN withdrawn THEN '' ELSE content::text END AS content, kind, code, load
FROM record
WHERE kind = $1 AND code = $2 AND version < coalesce($3, 2147483647)
ORDER BY version DESC
LIMIT $4
