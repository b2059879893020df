-- Documents of the register by their number, or by that of their application.
-- fills: okno.tracking.v1.IssuedDocument
-- $1 text  number
-- $2 uuid  only of this applicant, or applied for by them; NULL: of any
-- $3 text  only of this centre; NULL: of any
-- $4 text  only of this agency; NULL: of any
-- $5 bool  pseudonyms instead of persons
-- $6 text  only of this service; NULL: of any
-- $7 text  only of this kind; NULL: of any
-- $8 text  only in this state; NULL: in any
-- $9 date  registered on this day or later; NULL: whenever
-- $10 date  registered on this day or earlier; NULL: whenever
-- $11 uuid  before this id
-- $12 int8  most rows
-- $13 uuid  only of this applicant, whoever applied; NULL: of any
SELECT d.issued_document_id, d.number, d.code, d.kind, d.name, d.form, d.state, d.application_id, d.application_number,
       d.service_code, a.service_name, d.agency_code, d.centre_code, d.applicant_id,
       CASE WHEN $5::boolean THEN a.pseudonym ELSE a.applicant_name END AS applicant_name, d.ground_code, d.ground_text,
       d.registered_on, d.registered, d.registered_by, d.issued, d.issued_by, d.received_by, d.annulled, d.annulled_by,
       d.annulment_reason, d.sha256, d.content_type, d.size, d.signer, d.sealed, d.version::text AS etag
FROM issued_document d JOIN application a USING (application_id)
WHERE d.issued_document_id IN (
        SELECT issued_document_id FROM issued_document WHERE number = $1
        UNION ALL
        SELECT issued_document_id
        FROM application JOIN issued_document USING (application_id)
        WHERE application.number = $1)
  AND ($2::uuid IS NULL OR d.applicant_id = $2 OR represents($2, d.application_id))
  AND ($13::uuid IS NULL OR d.applicant_id = $13)
  AND ($3::text IS NULL OR d.centre_code = $3)
  AND ($4::text IS NULL OR d.agency_code = $4)
  AND ($6::text IS NULL OR d.service_code = $6)
  AND ($7::text IS NULL OR d.kind = $7)
  AND ($8::text IS NULL OR d.state = $8)
  AND ($9::date IS NULL OR d.registered_on >= $9)
  AND ($10::date IS NULL OR d.registered_on <= $10)
  AND d.issued_document_id < $11
ORDER BY d.issued_document_id DESC
LIMIT $12
