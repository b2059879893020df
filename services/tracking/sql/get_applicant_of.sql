-- Whose application it is, as stored, whatever the caller sees of it.
-- $1 uuid  application id
SELECT applicant_id, applicant_name, pseudonym FROM application WHERE application_id = $1
