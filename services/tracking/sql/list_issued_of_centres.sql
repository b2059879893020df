-- Documents of centres, newest first: a short walk over the index for each, merged.
-- fills: okno.tracking.v1.IssuedDocument
-- $1 text[]  centres
-- $2 text  only of this agency; NULL: of any
-- $3 bool  pseudonyms instead of persons
-- $4 text  only of this service; NULL: of any
-- $5 text  only of this kind; NULL: of any
-- $6 text  only in this state; NULL: in any
-- $7 date  registered on this day or later; NULL: whenever
-- $8 date  registered on this day or earlier; NULL: whenever
-- $9 uuid  from this id
-- $10 uuid  before this id
-- $11 int8  most rows
WITH page AS (
    SELECT found.issued_document_id
    FROM unnest($1::text[]) AS place
    CROSS JOIN LATERAL (
        SELECT issued_document_id
        FROM issued_document
        WHERE centre_code = place AND issued_document_id >= $9 AND issued_document_id < $10
          AND ($2::text IS NULL OR agency_code = $2)
          AND ($4::text IS NULL OR service_code = $4)
          AND ($5::text IS NULL OR kind = $5)
          AND ($6::text IS NULL OR state = $6)
          AND ($7::date IS NULL OR registered_on >= $7)
          AND ($8::date IS NULL OR registered_on <= $8)
        ORDER BY issued_document_id DESC
        LIMIT $11
    ) found
    ORDER BY found.issued_document_id DESC
    LIMIT $11
)
SELECT d.issued_document_id, d.number, d.code, d.kind, d.name, d.form, d.state, d.application_id, d.application_number,
       d.service_code, a.service_name, d.agency_code, d.centre_code, d.applicant_id,
       CASE WHEN $3::boolean THEN a.pseudonym ELSE a.applicant_name END AS applicant_name, d.ground_code, d.ground_text,
       d.registered_on, d.registered, d.registered_by, d.issued, d.issued_by, d.received_by, d.annulled, d.annulled_by,
       d.annulment_reason, d.sha256, d.content_type, d.size, d.signer, d.sealed, d.version::text AS etag
FROM page JOIN issued_document d USING (issued_document_id) JOIN application a USING (application_id)
ORDER BY d.issued_document_id DESC
