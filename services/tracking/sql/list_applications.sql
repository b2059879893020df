-- All applications, newest first.
-- fills: okno.tracking.v1.Application
-- $1 uuid  from this id
-- $2 uuid  before this id
-- $3 date  registered on this day or later; NULL: whenever
-- $4 date  registered on this day or earlier; NULL: whenever
-- $5 date  today
-- $6 int8  most rows
SELECT application_id, number, service_code, service_name, applicant_id, applicant_name,
       representative_id, channel, centre_code, agency_code, scenario, status, submitted, registered_on, planned_on,
       suspended, closed, closed IS NULL AND planned_on < COALESCE(stopped_on, $5) AS overdue, tracking_code,
       refusal_code, refusal_text, case_file, operator, version::text AS etag, waiting_in, result,
       epgu_status, moscow_status, status_text
FROM application
WHERE application_id >= $1 AND application_id < $2
  AND ($3::date IS NULL OR registered_on >= $3)
  AND ($4::date IS NULL OR registered_on <= $4)
ORDER BY application_id DESC
LIMIT $6
