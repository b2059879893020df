-- Requests about an application, by the day they are due.
-- fills: okno.exchange.v1.Request
-- $1 uuid  application id
-- $2 text[]  states
-- $3 date  after this day ...
-- $4 uuid  ... and this id
-- $5 date  due before this day; NULL: whenever
-- $6 text  only of this centre; NULL: of any
-- $7 text  only what was sent to this agency; NULL: everything
-- $8 text  only claimed by this official; NULL: by anybody or nobody
-- $9 date  today
-- $10 int8  most rows
SELECT request_id, state, application_id, application_number, centre_code, agency_code, kind, service_code, days,
       due_on, late OR (closed IS NULL AND due_on < $9) AS overdue, way, assignee, created, sent, delivered, closed,
       comment, refusal, requester, undelivered, status_code, version::text AS etag, task_id
FROM exchange_request
WHERE application_id = $1 AND state = ANY ($2) AND (due_on, request_id) > ($3::date, $4::uuid)
  AND due_on < COALESCE($5::date, 'infinity')
  AND ($6::text IS NULL OR centre_code = $6)
  AND ($7::text IS NULL OR (agency_code = $7 AND sent IS NOT NULL))
  AND ($8::text IS NULL OR assignee = $8)
ORDER BY due_on, request_id
LIMIT $10
