-- A refusal, with the documents that it names.
-- $1 uuid  refusal id
-- $2 uuid  application id
-- $3 uuid  applicant id
-- $4 text  service code
-- $5 text  ACCEPTANCE or SERVICE
-- $6 text  code of the ground
-- $7 text[]  kinds of documents
-- $8 text  who refused
-- $9 timestamptz  now
INSERT INTO refusal (refusal_id, application_id, applicant_id, service_code, kind, reason_code, documents, refused_by,
                     recorded)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
