-- Application by id, for whoever may see it.
-- fills: okno.tracking.v1.Application
-- $1 uuid  application id
-- $2 uuid  only of this applicant, or applied for by them; NULL: of anybody
-- $3 text  only of this centre; NULL: of any
-- $4 text  only what was sent to this agency; NULL: everything
-- $5 bool  a pseudonym instead of the name
-- $6 date  today
SELECT application_id, number, service_code, service_name, applicant_id,
       CASE WHEN $5 THEN pseudonym ELSE applicant_name END AS applicant_name,
       representative_id, channel, centre_code, agency_code, scenario, status, documents, answers, submitted,
       registered_on, planned_on, suspended, closed,
       closed IS NULL AND planned_on < COALESCE(stopped_on, $6) AS overdue,
       tracking_code, refusal_code, refusal_text, case_file, operator, version::text AS etag, waiting_in, result,
       regulation, regulation_version, parent_id, epgu_status, moscow_status, status_text,
       CASE WHEN in_queue THEN place_in_queue(service_code, agency_code, queued, application_id, queue_place) END AS queue,
       CASE WHEN has_parts THEN parts_of(application_id) END AS parts
FROM application
WHERE application_id = $1
  AND ($2::uuid IS NULL OR applicant_id = $2 OR represents($2, application_id))
  AND ($3::text IS NULL OR centre_code = $3)
  AND ($4::text IS NULL OR (agency_code = $4 AND sent_on IS NOT NULL))
