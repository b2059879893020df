-- Words of names.
-- rows
-- $1 text[]  word
-- $2 text[]  all words of the name, a blank before each
-- $3 uuid[]  applicant
INSERT INTO applicant_word (word, name, applicant_id)
SELECT * FROM unnest($1::text[], $2::text[], $3::uuid[])
