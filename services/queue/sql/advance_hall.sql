-- A further revision of halls.
-- rows
-- $1 text[]  centre code
UPDATE hall SET revision = revision + 1 WHERE centre_code = ANY ($1::text[])
