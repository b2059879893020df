-- Ends tasks; one that nobody had is claimed by it.
-- rows
-- $1 uuid[]  task id
-- $2 text[]  who ends it
-- $3 timestamptz[]  now
-- $4 text[]  outcome
-- $5 text[]  comment
-- $6 jsonb[]  fields
-- $7 text[]  absent one in whose place; NULL: in their own
UPDATE task
SET state = 'DONE', assignee = row.assignee, claimed = COALESCE(claimed, row.at), finished = row.at,
    outcome = row.outcome, comment = row.comment, fields = row.fields, in_place_of = row.absent,
    version = version + 1
FROM unnest($1::uuid[], $2::text[], $3::timestamptz[], $4::text[], $5::text[], $6::jsonb[], $7::text[])
     AS row (id, assignee, at, outcome, comment, fields, absent)
WHERE task_id = row.id AND (state = 'OPEN' OR (state = 'CLAIMED' AND task.assignee = COALESCE(row.absent, row.assignee)))
