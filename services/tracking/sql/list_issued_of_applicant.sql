-- Documents of one applicant, newest first.
-- fills: okno.tracking.v1.IssuedDocument
-- $1 uuid  applicant
-- $2 text  only of this centre; NULL: of any
-- $3 text  only of this agency; NULL: of any
-- $4 bool  pseudonyms instead of persons
-- $5 text  only of this service; NULL: of any
-- $6 text  only of this kind; NULL: of any
-- $7 text  only in this state; NULL: in any
-- $8 date  registered on this day or later; NULL: whenever
-- $9 date  registered on this day or earlier; NULL: whenever
-- $10 uuid  before this id
-- $11 int8  most rows
-- $12 uuid  only what this person applied for; NULL: everything
SELECT d.issued_document_id, d.number, d.code, d.kind, d.name, d.form, d.state, d.application_id, d.application_number,
       d.service_code, a.service_name, d.agency_code, d.centre_code, d.applicant_id,
       CASE WHEN $4::boolean THEN a.pseudonym ELSE a.applicant_name END AS applicant_name, d.ground_code, d.ground_text,
       d.registered_on, d.registered, d.registered_by, d.issued, d.issued_by, d.received_by, d.annulled, d.annulled_by,
       d.annulment_reason, d.sha256, d.content_type, d.size, d.signer, d.sealed, d.version::text AS etag
FROM issued_document d JOIN application a USING (application_id)
WHERE d.applicant_id = $1
  AND ($2::text IS NULL OR d.centre_code = $2)
  AND ($3::text IS NULL OR d.agency_code = $3)
  AND ($5::text IS NULL OR d.service_code = $5)
  AND ($6::text IS NULL OR d.kind = $6)
  AND ($7::text IS NULL OR d.state = $7)
  AND ($8::date IS NULL OR d.registered_on >= $8)
  AND ($9::date IS NULL OR d.registered_on <= $9)
  AND ($12::uuid IS NULL
       OR EXISTS (SELECT 1 FROM representation r
                  WHERE r.representative_applicant_id = $12 AND r.application_id = d.application_id))
  AND d.issued_document_id < $10
ORDER BY d.issued_document_id DESC
LIMIT $11
