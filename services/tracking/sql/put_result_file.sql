-- The agency's file of a result; a later one takes the place of an earlier one.
-- $1 uuid  application
-- $2 text  agency
-- $3 text  sha256
-- $4 text  content type
-- $5 int8  size
-- $6 timestamptz  now
-- $7 text  who
INSERT INTO result_file (application_id, agency_code, sha256, content_type, size, uploaded, uploaded_by)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (application_id, agency_code) DO UPDATE
SET sha256 = excluded.sha256, content_type = excluded.content_type, size = excluded.size,
    uploaded = excluded.uploaded, uploaded_by = excluded.uploaded_by, signature = NULL, signer = NULL
