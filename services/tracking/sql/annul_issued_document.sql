-- Annuls one document, unless somebody changed it meanwhile.
-- $1 uuid  document
-- $2 int4  version it was seen in
-- $3 timestamptz  now
-- $4 text  by whom
-- $5 text  why
UPDATE issued_document
SET state = 'ANNULLED', annulled = $3, annulled_by = $4, annulment_reason = $5, version = version + 1
WHERE issued_document_id = $1 AND version = $2 AND state <> 'ANNULLED'
