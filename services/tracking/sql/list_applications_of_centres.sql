-- Applications of centres, newest first: a short walk over the index for each centre and status, merged.
-- fills: okno.tracking.v1.Application
-- $1 text[]  centres
-- $2 text[]  statuses
-- $3 uuid  from this id
-- $4 uuid  before this id
-- $5 date  registered on this day or later; NULL: whenever
-- $6 date  registered on this day or earlier; NULL: whenever
-- $7 date  today
-- $8 int8  most rows
WITH page AS (
    SELECT found.application_id
    FROM unnest($1::text[]) AS centre, unnest($2::text[]) AS wanted
    CROSS JOIN LATERAL (
        SELECT application_id
        FROM application
        WHERE centre_code = centre AND status = wanted
          AND application_id >= $3 AND application_id < $4
          AND ($5::date IS NULL OR registered_on >= $5)
          AND ($6::date IS NULL OR registered_on <= $6)
        ORDER BY application_id DESC
        LIMIT $8
    ) found
    ORDER BY found.application_id DESC
    LIMIT $8
)
SELECT application_id, number, service_code, service_name, applicant_id, applicant_name,
       representative_id, channel, centre_code, agency_code, scenario, status, submitted, registered_on, planned_on,
       suspended, closed, closed IS NULL AND planned_on < COALESCE(stopped_on, $7) AS overdue, tracking_code,
       refusal_code, refusal_text, case_file, operator, version::text AS etag, waiting_in, result,
       epgu_status, moscow_status, status_text
FROM page JOIN application USING (application_id)
ORDER BY application_id DESC
