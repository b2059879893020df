-- New tasks, open.
-- rows
-- $1 uuid[]  task id
-- $2 uuid[]  application id
-- $3 text[]  number of the application
-- $4 text[]  service code
-- $5 text[]  element of the regulation
-- $6 text[]  centre that performs it
-- $7 text[]  agency that performs it
-- $8 date[]  day by which it is due
-- $9 timestamptz[]  created
-- $10 uuid[]  process that waits for it
-- $11 int4[]  token
-- $12 text[]  name
-- $13 text[]  role of the performer
-- $14 text[]  operation
-- $15 text[]  outcomes, an array literal
-- $16 timestamptz[]  end of its term
-- $17 date[]  day of its own term
-- $18 date[]  day of its share of the whole
-- $19 date[]  day of the earliest timer that ends it
-- $20 text[]  the one person who performs it
INSERT INTO task (task_id, application_id, application_number, service_code, step, state, centre_code, agency_code,
                  due_on, created, process_id, token, name, role, operation, outcomes, due,
                  own_on, share_on, bound_on, performer)
SELECT id, application, number, service, step, 'OPEN', centre, agency, due_on, created, process, token, name, role,
       operation, outcomes::text[], due, own_on, share_on, bound_on, performer
FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::date[],
            $9::timestamptz[], $10::uuid[], $11::int4[], $12::text[], $13::text[], $14::text[], $15::text[],
            $16::timestamptz[], $17::date[], $18::date[], $19::date[], $20::text[])
     AS row (id, application, number, service, step, centre, agency, due_on, created, process, token, name, role,
             operation, outcomes, due, own_on, share_on, bound_on, performer)
