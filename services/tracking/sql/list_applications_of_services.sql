-- Applications of services at centres, newest first: a short walk over the index for each of both, merged.
-- fills: okno.tracking.v1.Application
-- $1 text[]  services
-- $2 text[]  centres
-- $3 text  only for this agency; NULL: for any
-- $4 text  only in this status; NULL: in any
-- $5 uuid  from this id
-- $6 uuid  before this id
-- $7 date  registered on this day or later; NULL: whenever
-- $8 date  registered on this day or earlier; NULL: whenever
-- $9 date  today
-- $10 int8  most rows
WITH page AS (
    SELECT found.application_id
    FROM unnest($1::text[]) AS service, unnest($2::text[]) AS centre
    CROSS JOIN LATERAL (
        SELECT application_id
        FROM application
        WHERE service_code = service AND centre_code = centre
          AND application_id >= $5 AND application_id < $6
          AND ($3::text IS NULL OR agency_code = $3)
          AND ($4::text IS NULL OR status = $4)
          AND ($7::date IS NULL OR registered_on >= $7)
          AND ($8::date IS NULL OR registered_on <= $8)
        ORDER BY application_id DESC
        LIMIT $10
    ) found
    ORDER BY found.application_id DESC
    LIMIT $10
)
SELECT application_id, number, service_code, service_name, applicant_id, applicant_name,
       representative_id, channel, centre_code, agency_code, scenario, status, submitted, registered_on, planned_on,
       suspended, closed, closed IS NULL AND planned_on < COALESCE(stopped_on, $9) AS overdue, tracking_code,
       refusal_code, refusal_text, case_file, operator, version::text AS etag, waiting_in, result,
       epgu_status, moscow_status, status_text
FROM page JOIN application USING (application_id)
ORDER BY application_id DESC
