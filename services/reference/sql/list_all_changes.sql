-- Versions of all records, those of the last load first.
-- fills: okno.reference.v1.Change
-- $1 int8  load after which the page begins; NULL: the newest
-- $2 text  kind ...
-- $3 text  ... and code within that load
-- $4 int8  most rows
SELECT version, changed, changed_by, CASE WHEN withdrawn THEN '' ELSE content::text END AS content, kind, code, load
FROM record
WHERE (load, kind, code) < (coalesce($1, 9223372036854775807), coalesce($2, ''), coalesce($3, ''))
ORDER BY load DESC, kind DESC, code DESC
LIMIT $4
