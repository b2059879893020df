-- What the pieces of an upload make together, when they lie gapless end to end.
-- alone
-- fills: okno.common.Content
-- $1 text  name of the upload
SELECT string_agg(data, ''::bytea ORDER BY at) AS data, sum(length(data))::int8 AS total_size
FROM (
    SELECT at, data, COALESCE(sum(length(data)) OVER (ORDER BY at ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS before
    FROM blob_upload_part
    WHERE upload = $1
) part
HAVING count(*) > 0 AND bool_and(at = before)
