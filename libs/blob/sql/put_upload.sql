-- Uploads that begin; one that has begun stays as it is.
-- rows
-- $1 text[]  name of the upload
INSERT INTO blob_upload (upload) SELECT * FROM unnest($1::text[]) ON CONFLICT DO NOTHING
