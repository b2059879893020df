-- Makes an upload a blob; the pieces of a blob that is there already are not stored again.
-- $1 text  name of the upload
-- $2 text  sha256
-- $3 int8  size
-- $4 text  content type
WITH fresh AS (
    INSERT INTO blob (sha256, size, content_type) VALUES ($2, $3, $4)
    ON CONFLICT DO NOTHING
    RETURNING sha256
)
INSERT INTO blob_part (sha256, at, data)
SELECT fresh.sha256, at, data FROM fresh, blob_upload_part WHERE upload = $1
