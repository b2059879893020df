-- Notes a file; uploaded again, it is replaced until the answer names it.
-- $1 uuid  request id
-- $2 uuid  file id
-- $3 text  name
-- $4 text  content type
-- $5 int8  bytes
-- $6 text  sha256
-- $7 timestamptz  now
-- $8 text  by whom
INSERT INTO request_file AS f (request_id, file_id, name, content_type, size, sha256, uploaded, uploaded_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (request_id, file_id) DO UPDATE
SET name = excluded.name, content_type = excluded.content_type, size = excluded.size, sha256 = excluded.sha256,
    uploaded = excluded.uploaded, uploaded_by = excluded.uploaded_by
WHERE NOT f.attached
