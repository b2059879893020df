-- Applications sent to an agency whose term has passed, the most overdue first.
-- fills: okno.tracking.v1.Application
-- $1 text  agency
-- $2 date  today
-- $3 date  after this planned date ...
-- $4 uuid  ... and this id
-- $5 text  only in this status; NULL: in any
-- $6 text  only of this service; NULL: of any
-- $7 text  only from this centre; NULL: from any
-- $8 date  registered on this day or later; NULL: whenever
-- $9 date  registered on this day or earlier; NULL: whenever
-- $10 int8  most rows
-- $11 bool  a pseudonym instead of the name
WITH page AS (
    SELECT found.application_id
    FROM (
        SELECT application_id, planned_on
        FROM application
        WHERE agency_code = $1 AND sent_on IS NOT NULL AND closed IS NULL
          AND planned_on < $2 AND (planned_on, application_id) > ($3::date, $4::uuid)
          AND planned_on < COALESCE(stopped_on, $2)
          AND ($5::text IS NULL OR status = $5)
          AND ($6::text IS NULL OR service_code = $6)
          AND ($7::text IS NULL OR centre_code = $7)
          AND ($8::date IS NULL OR registered_on >= $8)
          AND ($9::date IS NULL OR registered_on <= $9)
        ORDER BY planned_on, application_id
        LIMIT $10
    ) found
    ORDER BY found.planned_on, found.application_id
    LIMIT $10
)
SELECT application_id, number, service_code, service_name, applicant_id, CASE WHEN $11 THEN pseudonym ELSE applicant_name END AS applicant_name,
       representative_id, channel, centre_code, agency_code, scenario, status, submitted, registered_on, planned_on,
       suspended, closed, closed IS NULL AND planned_on < COALESCE(stopped_on, $2) AS overdue, tracking_code,
       refusal_code, refusal_text, case_file, operator, version::text AS etag, waiting_in, result,
       epgu_status, moscow_status, status_text
FROM page JOIN application USING (application_id)
ORDER BY planned_on, application_id
