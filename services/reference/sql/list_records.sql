-- The last version of every record, all of one moment, with the version of the whole catalogue on every row.
SELECT c.version AS catalogue, r.kind, r.code, r.version, r.withdrawn, r.content
FROM catalogue c
LEFT JOIN LATERAL (
    SELECT DISTINCT ON (kind, code) kind, code, version, withdrawn, content
    FROM record
    ORDER BY kind, code, version DESC
) r ON true
