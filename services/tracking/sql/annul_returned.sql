-- What came back to the agency is annulled, or replaced by a new decision.
-- $1 uuid  application
-- $2 timestamptz  now
-- $3 text  by whom
-- $4 text  why
-- $5 text  only of this agency; NULL: of any
-- $6 text[]  states
UPDATE issued_document
SET state = 'ANNULLED', annulled = $2, annulled_by = $3, annulment_reason = $4, version = version + 1
WHERE application_id = $1 AND state = ANY ($6::text[]) AND ($5::text IS NULL OR agency_code = $5)
