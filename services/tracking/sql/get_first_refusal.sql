-- The first refusal of a service to an applicant since it was last granted to them, and all that may be demanded
-- after it: what it named, and what exceptions were registered for.
-- $1 uuid  applicant id
-- $2 text  service code
SELECT first.refusal_id, first.recorded::date AS day,
       array_to_string(first.documents || ARRAY(
           SELECT unnest(d.documents)
           FROM repeat_demand d
           WHERE d.applicant_id = $1 AND d.service_code = $2 AND d.recorded >= first.recorded), ',') AS documents
FROM (
    SELECT r.refusal_id, r.recorded, r.documents
    FROM refusal r
    WHERE r.applicant_id = $1 AND r.service_code = $2
      AND NOT EXISTS (SELECT 1 FROM application a
                      WHERE a.applicant_id = $1 AND a.service_code = $2 AND a.status IN ('DECIDED', 'READY', 'ISSUED')
                        AND (a.submitted > r.recorded OR a.application_id = r.application_id))
    ORDER BY r.recorded, r.refusal_id
    LIMIT 1
) first
