-- Request by id, for whoever may see it.
-- fills: okno.exchange.v1.Request
-- $1 uuid  request id
-- $2 text  only of this centre; NULL: of any
-- $3 text  only what was sent to this agency; NULL: everything
-- $4 date  today
SELECT request_id, state, application_id, application_number, centre_code, agency_code, kind, service_code,
       content, fields, correlation,
       (SELECT json_agg(json_build_object('fileId', file_id, 'name', name, 'contentType', content_type,
                                          'size', size::text, 'sha256', sha256, 'attached', attached)
                        ORDER BY uploaded, file_id)
        FROM request_file f WHERE f.request_id = r.request_id) AS files,
       days,
       due_on, late OR (closed IS NULL AND due_on < $4) AS overdue, way, assignee, created, sent, delivered, closed,
       comment, refusal, requester, undelivered, status_code, version::text AS etag, task_id
FROM exchange_request r
WHERE request_id = $1
  AND ($2::text IS NULL OR centre_code = $2)
  AND ($3::text IS NULL OR (agency_code = $3 AND sent IS NOT NULL))
