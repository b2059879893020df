-- Somebody applied for another.
-- $1 uuid  the person who acts
-- $2 uuid  application id
INSERT INTO representation (representative_applicant_id, application_id) VALUES ($1, $2)
