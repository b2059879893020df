-- Documents demanded on an exception of the law.
-- $1 uuid  demand id
-- $2 uuid  application id
-- $3 uuid  applicant id
-- $4 text  service code
-- $5 text[]  kinds of documents
-- $6 text  ground
-- $7 text  what the ground is
-- $8 text  number of the notice
-- $9 date  its date
-- $10 text  who signed it
-- $11 text  who registered
-- $12 timestamptz  now
INSERT INTO repeat_demand (demand_id, application_id, applicant_id, service_code, documents, ground, text, notice_number,
                           notice_date, signed_by, registered_by, recorded)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
