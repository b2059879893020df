-- The file of a document cannot be made now.
-- $1 uuid  document
-- $2 timestamptz  when to try again
UPDATE issued_document SET not_before = $2, tries = tries + 1 WHERE issued_document_id = $1 AND sealed IS NULL
