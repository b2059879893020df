-- What the pieces of an upload make together: digest, size, first bytes, and whether they lie gapless end to end.
-- alone
-- $1 text  name of the upload
SELECT encode(sha256(string_agg(data, ''::bytea ORDER BY at)), 'hex') AS sha256, sum(length(data)) AS size,
       encode(substring((array_agg(data ORDER BY at))[1] FROM 1 FOR 4096), 'hex') AS head,
       bool_and(at = before) AS gapless
FROM (
    SELECT at, data, COALESCE(sum(length(data)) OVER (ORDER BY at ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS before
    FROM blob_upload_part
    WHERE upload = $1
) part
HAVING count(*) > 0
