-- Notes the scan of a document.
-- $1 uuid  application id
-- $2 text  document id
-- $3 timestamptz  now
-- $4 jsonb  what is known of the scan
UPDATE application
SET version = version + 1, changed = $3,
    documents = (SELECT json_agg(CASE WHEN one ->> 'documentId' = $2 THEN one || $4 ELSE one END ORDER BY place)
                 FROM jsonb_array_elements(documents::jsonb) WITH ORDINALITY AS all_of (one, place))
WHERE application_id = $1 AND closed IS NULL
