-- New documents of the register, with the file that their agency has uploaded and signed, where it has.
-- rows
-- $1 uuid[]  document
-- $2 int4[]  year of its number
-- $3 text[]  code of the verification
-- $4 text[]  kind
-- $5 text[]  what it is, in words
-- $6 text[]  form
-- $7 text[]  state
-- $8 uuid[]  application
-- $9 text[]  number of the application
-- $10 text[]  service
-- $11 text[]  agency; NULL: the centre refused to accept
-- $12 text[]  centre
-- $13 uuid[]  applicant
-- $14 text[]  code of the ground
-- $15 text[]  text of the ground
-- $16 date[]  day
-- $17 timestamptz[]  now
-- $18 text[]  who decided
-- $19 timestamptz[]  issued at once
-- $20 bool[]  whether it is to be signed
INSERT INTO issued_document (issued_document_id, year, code, kind, name, form, state, application_id, application_number,
                             service_code, agency_code, centre_code, applicant_id, ground_code, ground_text,
                             registered_on, registered, registered_by, issued, issued_by, to_sign, sha256, content_type,
                             size, signature, signer, not_before)
SELECT id, year, code, kind, name, form, state, application, application_number, service, agency, centre, applicant,
       ground, ground_text, day, at, actor, issued, CASE WHEN issued IS NOT NULL THEN actor END, to_sign, f.sha256,
       f.content_type, f.size, f.signature, f.signer, at
FROM unnest($1::uuid[], $2::int4[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::uuid[], $9::text[],
            $10::text[], $11::text[], $12::text[], $13::uuid[], $14::text[], $15::text[], $16::date[],
            $17::timestamptz[], $18::text[], $19::timestamptz[], $20::bool[])
     AS row (id, year, code, kind, name, form, state, application, application_number, service, agency, centre,
             applicant, ground, ground_text, day, at, actor, issued, to_sign)
LEFT JOIN result_file f ON f.application_id = application AND f.agency_code = agency
