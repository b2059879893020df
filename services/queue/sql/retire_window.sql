-- Windows that left the records are out of use.
-- rows
-- $1 text[]  centre code
-- $2 text[]  number
UPDATE hall_window SET enabled = false, loaded = '', version = version + 1
FROM unnest($1::text[], $2::text[]) AS row (centre, no)
WHERE centre_code = row.centre AND number = row.no
