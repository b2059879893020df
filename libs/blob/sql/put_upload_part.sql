-- A piece of an upload; one that came before is the same piece, and one for a finished upload is late.
-- $1 text   name of the upload
-- $2 int8   offset
-- $3 bytea  data
INSERT INTO blob_upload_part (upload, at, data)
SELECT $1, $2, $3
WHERE NOT EXISTS (SELECT FROM blob_upload WHERE upload = $1 AND sha256 IS NOT NULL)
ON CONFLICT DO NOTHING
