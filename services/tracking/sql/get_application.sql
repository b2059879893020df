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
       CASE WHEN in_queue
            THEN json_build_object(
                'place', COALESCE(queue_place,
                                  (SELECT count(*)
                                   FROM application before
                                   WHERE before.in_queue AND before.service_code = application.service_code
                                     AND before.agency_code = application.agency_code
                                     AND (before.queued, before.application_id)
                                         <= (application.queued, application.application_id))),
                'length', (SELECT count(*)
                           FROM application any_of
                           WHERE any_of.in_queue AND any_of.service_code = application.service_code
                             AND any_of.agency_code = application.agency_code),
                'since', to_char(queued AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
                'told', queue_place IS NOT NULL) END AS queue,
       (SELECT json_agg(json_build_object('applicationId', part.application_id, 'number', part.number, 'serviceCode',
                                          part.service_code, 'serviceName', part.service_name, 'status', part.status,
                                          'plannedOn', part.planned_on, 'result', COALESCE(part.result, ''),
                                          'refusalText', COALESCE(part.refusal_text, ''))
                        ORDER BY part.application_id)
        FROM application part
        WHERE part.parent_id = application.application_id) AS parts
FROM application
WHERE application_id = $1
  AND ($2::uuid IS NULL OR applicant_id = $2
       OR EXISTS (SELECT 1 FROM representation r
                  WHERE r.representative_applicant_id = $2 AND r.application_id = application.application_id))
  AND ($3::text IS NULL OR centre_code = $3)
  AND ($4::text IS NULL OR (agency_code = $4 AND sent_on IS NOT NULL))
