-- Document of the register by its number, or by the digest of its file: of several with the same file the one in force.
-- fills: okno.tracking.v1.IssuedDocument
-- $1 text  number; NULL: by the file
-- $2 text  sha256 of the file; NULL: by the number
SELECT d.issued_document_id, d.number, d.code, d.kind, d.form, d.state, a.service_name, d.agency_code, d.centre_code,
       d.registered_on, d.issued, d.annulled, d.sha256, d.signer, d.sealed
FROM issued_document d JOIN application a USING (application_id)
WHERE d.number = $1 OR d.sha256 = $2
ORDER BY array_position('{ISSUED,REGISTERED,RETURNED,ANNULLED}'::text[], d.state), d.issued_document_id DESC
LIMIT 1
