-- What moves an application beside what is shown of it.
-- $1 uuid  application id
SELECT version, resume_status, term_days, term_kind, extended_days, array_to_string(pauses, ',') AS pauses,
       suspended, stopped_on, sent_on, result_on, issued_on, pseudonym,
       applicant_id, applicant_name, representative_id, representative_name
FROM application
WHERE application_id = $1
