-- Refusals of a service to an applicant, oldest first.
-- fills: okno.tracking.v1.Refusal
-- $1 uuid  applicant id
-- $2 text  service code
SELECT refusal_id, application_id, kind, reason_code, documents, refused_by, recorded
FROM refusal
WHERE applicant_id = $1 AND service_code = $2
ORDER BY recorded, refusal_id
