-- New halls.
-- rows
-- $1 text[]  centre code
INSERT INTO hall (centre_code) SELECT * FROM unnest($1::text[]) ON CONFLICT DO NOTHING
