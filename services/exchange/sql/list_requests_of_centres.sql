-- Requests of centres, by the day they are due: a short walk for each centre and state, merged.
-- fills: okno.exchange.v1.Request
-- $1 text[]  centres
-- $2 text[]  states
-- $3 date  after this day ...
-- $4 uuid  ... and this id
-- $5 date  due before this day; NULL: whenever
-- $6 text  only to this agency; NULL: to any
-- $7 text  only claimed by this official; NULL: by anybody or nobody
-- $8 date  today
-- $9 int8  most rows
WITH page AS (
    SELECT found.request_id
    FROM unnest($1::text[]) AS place, unnest($2::text[]) AS wanted
    CROSS JOIN LATERAL (
        SELECT request_id, due_on
        FROM exchange_request
        WHERE centre_code = place AND state = wanted AND (due_on, request_id) > ($3::date, $4::uuid)
          AND due_on < COALESCE($5::date, 'infinity')
          AND ($6::text IS NULL OR agency_code = $6)
          AND ($7::text IS NULL OR assignee = $7)
        ORDER BY due_on, request_id
        LIMIT $9
    ) found
    ORDER BY found.due_on, found.request_id
    LIMIT $9
)
SELECT request_id, state, application_id, application_number, centre_code, agency_code, kind, service_code, days,
       due_on, late OR (closed IS NULL AND due_on < $8) AS overdue, way, assignee, created, sent, delivered, closed,
       comment, refusal, requester, undelivered, status_code, version::text AS etag, task_id
FROM page JOIN exchange_request USING (request_id)
ORDER BY due_on, request_id
