-- Messages that begin another regulation.
-- $1 text[]  names
-- $2 text  code of the regulation that is not meant
SELECT name, code FROM regulation_start WHERE kind = 'MESSAGE' AND name = ANY ($1::text[]) AND code <> $2 ORDER BY name
