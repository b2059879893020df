-- Applications of a service that stand in its queue, in order.
-- fills: okno.tracking.v1.QueueEntry
-- $1 text  service
-- $2 text  only of this agency; NULL: of any
-- $3 text  after this agency ...
-- $4 timestamptz  ... this time of standing there ...
-- $5 uuid  ... and this application; NULL: from the first
-- $6 int8  most rows
SELECT COALESCE(queue_place, place)::int AS place, application_id, number AS application_number, agency_code,
       centre_code, queued AS since, waiting_in
FROM (SELECT application_id, number, agency_code, centre_code, queued, queue_place, waiting_in,
             row_number() OVER (PARTITION BY agency_code ORDER BY queued, application_id) AS place
      FROM application
      WHERE in_queue AND service_code = $1 AND ($2::text IS NULL OR agency_code = $2)) waiting
WHERE $3::text IS NULL OR (agency_code, queued, application_id) > ($3, $4::timestamptz, $5::uuid)
ORDER BY agency_code, queued, application_id
LIMIT $6
