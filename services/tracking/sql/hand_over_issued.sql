-- The documents of an application that are still to be handed over are in the applicant's hands now.
-- $1 uuid  application
-- $2 text  form; NULL: the one they have
-- $3 timestamptz  now
-- $4 text  by whom
-- $5 uuid  to which representative; NULL: to the applicant
UPDATE issued_document
SET state = 'ISSUED', form = COALESCE($2, form), issued = $3, issued_by = $4, received_by = $5, version = version + 1
WHERE application_id = $1 AND state = 'REGISTERED'
