-- Terms that passed, each once.
-- rows
-- $1 uuid[]  application id
-- $2 uuid[]  task id
-- $3 text[]  STEP or SERVICE
-- $4 text[]  step
-- $5 text[]  who was responsible
-- $6 text[]  centre or agency
-- $7 date[]  day by which it was due
-- $8 timestamptz[]  now
INSERT INTO missed_term (application_id, task_id, kind, step, responsible, place, due_on, recorded)
SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::date[],
                     $8::timestamptz[])
ON CONFLICT DO NOTHING
