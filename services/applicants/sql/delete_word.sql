-- A word of a name that the applicant no longer has.
-- $1 text  word
-- $2 text  all words of the name, a blank before each
-- $3 uuid  applicant
DELETE FROM applicant_word WHERE word = $1 AND name = $2 AND applicant_id = $3
