-- File and signature of a document are complete.
-- $1 uuid  document
-- $2 text  sha256 of the file
-- $3 text  content type
-- $4 int8  size
-- $5 bytea  signature; NULL: none but the agency's own
-- $6 text  whose certificate
-- $7 timestamptz  now
UPDATE issued_document
SET sha256 = $2, content_type = $3, size = $4, signature = COALESCE($5, signature), signer = COALESCE($6, signer), sealed = $7
WHERE issued_document_id = $1 AND sealed IS NULL
