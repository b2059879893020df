-- Claims open tasks.
-- rows
-- $1 uuid[]  task id
-- $2 text[]  who
-- $3 timestamptz[]  now
UPDATE task SET state = 'CLAIMED', assignee = row.assignee, claimed = row.at, version = version + 1
FROM unnest($1::uuid[], $2::text[], $3::timestamptz[]) AS row (id, assignee, at)
WHERE task_id = row.id AND state = 'OPEN'
