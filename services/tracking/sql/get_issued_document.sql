-- Document of the register, for whoever may see it.
-- fills: okno.tracking.v1.IssuedDocument
-- $1 uuid  document
-- $2 uuid  only of this applicant, or applied for by them; NULL: of any
-- $3 text  only of this centre; NULL: of any
-- $4 text  only of this agency; NULL: of any
-- $5 bool  pseudonyms instead of persons
SELECT d.issued_document_id, d.number, d.code, d.kind, d.name, d.form, d.state, d.application_id, d.application_number,
       d.service_code, a.service_name, d.agency_code, d.centre_code, d.applicant_id,
       CASE WHEN $5::boolean THEN a.pseudonym ELSE a.applicant_name END AS applicant_name, d.ground_code, d.ground_text,
       d.registered_on, d.registered, d.registered_by, d.issued, d.issued_by, d.received_by, d.annulled, d.annulled_by,
       d.annulment_reason, d.sha256, d.content_type, d.size, d.signer, d.sealed, d.version::text AS etag
FROM issued_document d JOIN application a USING (application_id)
WHERE d.issued_document_id = $1
  AND ($2::uuid IS NULL OR d.applicant_id = $2 OR represents($2, d.application_id))
  AND ($3::text IS NULL OR d.centre_code = $3)
  AND ($4::text IS NULL OR d.agency_code = $4)
