-- What the public may know of an application.
-- fills: okno.tracking.v1.TrackApplicationResponse
-- $1 text  number
SELECT number, service_name, status, registered_on, planned_on, centre_code, changed,
       suspended IS NOT NULL AS suspended, status_text,
       CASE WHEN in_queue
            THEN COALESCE(queue_place, (SELECT count(*)
                                        FROM application before
                                        WHERE before.in_queue AND before.service_code = application.service_code
                                          AND before.agency_code = application.agency_code
                                          AND (before.queued, before.application_id)
                                              <= (application.queued, application.application_id))::int)
            END AS queue_place,
       CASE WHEN in_queue
            THEN (SELECT count(*)::int
                  FROM application any_of
                  WHERE any_of.in_queue AND any_of.service_code = application.service_code
                    AND any_of.agency_code = application.agency_code)
            END AS queue_length
FROM application
WHERE number = $1
