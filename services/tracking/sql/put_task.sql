-- New tasks, open.
-- rows
-- $1 uuid[]  task id
-- $2 uuid[]  application id
-- $3 text[]  number of the application
-- $4 text[]  service code
-- $5 text[]  step
-- $6 text[]  centre that performs it
-- $7 text[]  agency that performs it
-- $8 date[]  day by which it is due
-- $9 timestamptz[]  created
INSERT INTO task (task_id, application_id, application_number, service_code, step, state, centre_code, agency_code,
                  due_on, created)
SELECT id, application, number, service, step, 'OPEN', centre, agency, due, created
FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::date[],
            $9::timestamptz[])
     AS row (id, application, number, service, step, centre, agency, due, created)
