-- The application that a complaint is about, when it is the applicant's own.
-- $1 uuid  application
-- $2 uuid  applicant
SELECT number, service_code, centre_code, agency_code FROM application WHERE application_id = $1 AND applicant_id = $2
