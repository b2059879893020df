-- The application with a number, for whoever may see it.
-- fills: okno.tracking.v1.Application
-- $1 text  number
-- $2 uuid  only of this applicant, or applied for by them; NULL: of anybody
-- $3 text  only of this centre; NULL: of any
-- $4 text  only what was sent to this agency; NULL: everything
-- $5 bool  a pseudonym instead of the name
-- $6 text  only in this status; NULL: in any
-- $7 text  only of this service; NULL: of any
-- $8 text  only for this agency; NULL: for any
-- $9 date  registered on this day or later; NULL: whenever
-- $10 date  registered on this day or earlier; NULL: whenever
-- $11 date  today
-- $12 uuid  only of this applicant; NULL: of anybody
-- $13 bool  only if it is overdue
SELECT application_id, number, service_code, service_name, applicant_id, CASE WHEN $5 THEN pseudonym ELSE applicant_name END AS applicant_name,
       representative_id, channel, centre_code, agency_code, scenario, status, submitted, registered_on, planned_on,
       suspended, closed, closed IS NULL AND planned_on < COALESCE(stopped_on, $11) AS overdue, tracking_code,
       refusal_code, refusal_text, case_file, operator, version::text AS etag, waiting_in, result,
       epgu_status, moscow_status, status_text
FROM application
WHERE number = $1
  AND ($2::uuid IS NULL OR applicant_id = $2 OR represents($2, application_id))
  AND ($3::text IS NULL OR centre_code = $3)
  AND ($4::text IS NULL OR (agency_code = $4 AND sent_on IS NOT NULL))
  AND ($6::text IS NULL OR status = $6)
  AND ($7::text IS NULL OR service_code = $7)
  AND ($8::text IS NULL OR agency_code = $8)
  AND ($9::date IS NULL OR registered_on >= $9)
  AND ($10::date IS NULL OR registered_on <= $10)
  AND ($12::uuid IS NULL OR applicant_id = $12)
  AND (NOT $13 OR (closed IS NULL AND planned_on < COALESCE(stopped_on, $11)))
