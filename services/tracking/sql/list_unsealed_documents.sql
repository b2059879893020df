-- Documents whose file and signature are to be made, the oldest first.
-- fills: okno.tracking.v1.UnsealedDocument
-- $1 timestamptz  now
-- $2 int8  most of them
SELECT d.issued_document_id, d.number, d.code, d.kind, d.name, d.application_id, d.application_number, d.service_code,
       a.service_name, d.agency_code, d.centre_code, d.applicant_id, d.ground_text, d.registered_on, d.registered,
       d.registered_by, d.sha256, d.content_type, d.size, d.to_sign, d.tries,
       d.signer
FROM issued_document d JOIN application a USING (application_id)
WHERE sealed IS NULL AND not_before <= $1
ORDER BY not_before
LIMIT $2
