-- Terms that passed, each once: against whoever stood in for the responsible on the day they were due.
-- rows
-- $1 uuid[]  application id
-- $2 uuid[]  task id
-- $3 text[]  STEP or SERVICE
-- $4 text[]  step
-- $5 text[]  who was responsible
-- $6 text[]  centre or agency
-- $7 date[]  day by which it was due
-- $8 timestamptz[]  now
INSERT INTO missed_term (application_id, task_id, kind, step, responsible, place, due_on, recorded, in_place_of)
SELECT application, task, kind, step, COALESCE(s.substitute, row.responsible), place, due_on, at,
       CASE WHEN s.substitute IS NULL THEN '' ELSE row.responsible END
FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::date[], $8::timestamptz[])
     AS row (application, task, kind, step, responsible, place, due_on, at)
LEFT JOIN LATERAL (
    SELECT found.substitute FROM stand_in found
    WHERE found.absent = row.responsible AND row.place IN ('', found.place)
      AND row.due_on BETWEEN found.from_date AND found.to_date
    LIMIT 1
) s ON true
ON CONFLICT DO NOTHING
