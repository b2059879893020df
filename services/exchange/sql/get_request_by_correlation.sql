-- The request that a waiting step made before.
-- fills: okno.exchange.v1.Request
-- $1 text  who asked
-- $2 text  correlation
-- $3 date  today
SELECT request_id, state, application_id, application_number, centre_code, agency_code, kind, service_code,
       content, fields, correlation,
       (SELECT json_agg(json_build_object('fileId', file_id, 'name', name, 'contentType', content_type,
                                          'size', size::text, 'sha256', sha256, 'attached', attached)
                        ORDER BY uploaded, file_id)
        FROM request_file f WHERE f.request_id = r.request_id) AS files,
       days,
       due_on, late OR (closed IS NULL AND due_on < $3) AS overdue, way, assignee, created, sent, delivered, closed,
       comment, refusal, requester, undelivered, status_code, version::text AS etag, task_id
FROM exchange_request r
WHERE requester = $1 AND correlation = $2
