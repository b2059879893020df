-- Signature of a document.
-- fills: okno.common.Content
-- $1 uuid  document
SELECT signature AS data, length(signature) AS total_size FROM issued_document WHERE issued_document_id = $1
