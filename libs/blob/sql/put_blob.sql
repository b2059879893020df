-- A file that the service made itself, in one piece; one that is there already is not stored again.
-- $1 text  sha256
-- $2 int8  size
-- $3 text  content type
-- $4 bytea  content
WITH fresh AS (
    INSERT INTO blob (sha256, size, content_type) VALUES ($1, $2, $3)
    ON CONFLICT DO NOTHING
    RETURNING sha256
)
INSERT INTO blob_part (sha256, at, data) SELECT sha256, 0, $4 FROM fresh
