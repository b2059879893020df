-- Applications that were sent to an agency, newest first: a short walk for each status, merged.
-- fills: okno.tracking.v1.Application
-- $1 text  agency
-- $2 text[]  statuses
-- $3 text  only of this service; NULL: of any
-- $4 text  only from this centre; NULL: from any
-- $5 uuid  from this id
-- $6 uuid  before this id
-- $7 date  registered on this day or later; NULL: whenever
-- $8 date  registered on this day or earlier; NULL: whenever
-- $9 date  today
-- $10 int8  most rows
-- $11 bool  a pseudonym instead of the name
WITH page AS (
    SELECT found.application_id
    FROM unnest($2::text[]) AS wanted
    CROSS JOIN LATERAL (
        SELECT application_id
        FROM application
        WHERE agency_code = $1 AND sent_on IS NOT NULL AND status = wanted
          AND application_id >= $5 AND application_id < $6
          AND ($3::text IS NULL OR service_code = $3)
          AND ($4::text IS NULL OR centre_code = $4)
          AND ($7::date IS NULL OR registered_on >= $7)
          AND ($8::date IS NULL OR registered_on <= $8)
        ORDER BY application_id DESC
        LIMIT $10
    ) found
    ORDER BY found.application_id DESC
    LIMIT $10
)
SELECT application_id, number, service_code, service_name, applicant_id, CASE WHEN $11 THEN pseudonym ELSE applicant_name END AS applicant_name,
       representative_id, channel, centre_code, agency_code, scenario, status, submitted, registered_on, planned_on,
       suspended, closed, closed IS NULL AND planned_on < COALESCE(stopped_on, $9) AS overdue, tracking_code,
       refusal_code, refusal_text, case_file, operator, version::text AS etag, waiting_in, result,
       epgu_status, moscow_status, status_text
FROM page JOIN application USING (application_id)
ORDER BY application_id DESC
