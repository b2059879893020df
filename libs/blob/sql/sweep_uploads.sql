-- Deletes old uploads with their pieces, a number at a time.
-- $1 timestamptz  begun before
-- $2 int4  most of them
WITH old AS (
    DELETE FROM blob_upload
    WHERE upload IN (SELECT upload FROM blob_upload WHERE begun < $1 ORDER BY begun LIMIT $2)
    RETURNING upload
)
DELETE FROM blob_upload_part USING old WHERE blob_upload_part.upload = old.upload
