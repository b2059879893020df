-- Applicant by id.
-- $1 uuid  id
-- fills: okno.applicants.v1.Applicant
SELECT * FROM applicant_message WHERE applicant_id = $1
