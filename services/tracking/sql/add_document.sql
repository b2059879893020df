-- Adds a document to an application that is still on its way to the decision.
-- $1 uuid  application id
-- $2 timestamptz  now
-- $3 jsonb  the document
-- $4 int4  most documents of an application
UPDATE application
SET version = version + 1, changed = $2, documents = (documents::jsonb || $3::jsonb)::json
WHERE application_id = $1 AND closed IS NULL AND status IN ('REGISTERED', 'CHECKED', 'SENT', 'SUSPENDED')
  AND json_array_length(documents) < $4
