-- Words that names have, each once; in one order, so that two writers do not wait for each other in a circle.
-- rows
-- $1 text[]  word
INSERT INTO known_word (word)
SELECT DISTINCT word FROM unnest($1::text[]) AS new (word) ORDER BY word
ON CONFLICT DO NOTHING
