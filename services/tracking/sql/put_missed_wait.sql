-- Terms that passed where a process waits for no person, each once: the place answers.
-- rows
-- $1 uuid[]  id of the record
-- $2 uuid[]  process that waits
-- $3 int4[]  token
-- $4 uuid[]  application id
-- $5 text[]  step
-- $6 text[]  its name
-- $7 text[]  centre; "": a general process
-- $8 date[]  day by which it was due
-- $9 timestamptz[]  now
INSERT INTO missed_term (task_id, kind, process_id, token, application_id, step, name, responsible, place, due_on,
                         recorded)
SELECT id, 'STEP', process, token, application, step, name, '', place, due_on, at
FROM unnest($1::uuid[], $2::uuid[], $3::int4[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::date[],
            $9::timestamptz[])
     AS row (id, process, token, application, step, name, place, due_on, at)
ON CONFLICT DO NOTHING
