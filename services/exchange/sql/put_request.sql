-- New requests.
-- rows
-- $1 uuid[]  request id
-- $2 text[]  state
-- $3 text[]  correlation; NULL: nobody waits
-- $4 text[]  who asked
-- $5 text[]  in what role
-- $6 uuid[]  application id
-- $7 text[]  number of the application
-- $8 text[]  centre code
-- $9 text[]  agency code
-- $10 text[]  kind of document or information
-- $11 text[]  service code
-- $12 text[]  content, a JSON object
-- $13 text[]  way to the agency
-- $14 int4[]  working days
-- $15 date[]  half of the term
-- $16 date[]  last day of the term
-- $17 timestamptz[]  created
-- $18 timestamptz[]  sent
-- $19 uuid[]  task id; NULL: an interagency request
INSERT INTO exchange_request (request_id, state, correlation, requester, requester_role, application_id,
                              application_number, centre_code, agency_code, kind, service_code, content, way, days,
                              half_on, due_on, created, sent, task_id)
SELECT id, state, correlation, requester, role, application, number, centre, agency, kind, service, content::json, way,
       days, half, due, created, sent, task
FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::uuid[], $7::text[], $8::text[],
            $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::int4[], $15::date[], $16::date[],
            $17::timestamptz[], $18::timestamptz[], $19::uuid[])
     AS row (id, state, correlation, requester, role, application, number, centre, agency, kind, service, content, way,
             days, half, due, created, sent, task)
