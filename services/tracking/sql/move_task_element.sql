-- Tasks that wait in an element of another version now.
-- rows
-- $1 uuid[]  process id
-- $2 int4[]  token
-- $3 text[]  element
-- $4 text[]  name
-- $5 text[]  operation
-- $6 text[]  outcomes, an array literal
UPDATE task
SET step = row.step, name = row.name, operation = row.operation, outcomes = row.outcomes::text[],
    version = task.version + 1
FROM unnest($1::uuid[], $2::int4[], $3::text[], $4::text[], $5::text[], $6::text[])
     AS row (process, token, step, name, operation, outcomes)
WHERE process_id = row.process AND task.token = row.token AND state IN ('OPEN', 'CLAIMED')
