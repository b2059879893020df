-- A piece of a blob, from an offset on, with what is known of the whole.
-- fills: okno.common.Content
-- $1 text  sha256
-- $2 int8  offset
-- $3 int4  most bytes
SELECT sha256, content_type, size AS total_size,
       (SELECT substring(data FROM ($2 - at + 1)::int FOR $3)
        FROM blob_part part
        WHERE part.sha256 = blob.sha256 AND at <= $2
        ORDER BY at DESC
        LIMIT 1) AS data
FROM blob
WHERE sha256 = $1
