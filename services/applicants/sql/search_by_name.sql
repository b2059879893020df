-- Applicants with a word that begins so, in the order of the words, then of the names. Who has two such words is shown
-- at the first. A range of applicant_word's key in its order: a page costs what it shows, not what there is.
-- $1 text    beginning of a word: the rarest of those asked for
-- $2 text[]  LIKE patterns that the name must match, all of them
-- $3 text    word of the last row shown; NULL: the first page
-- $4 text    name of the last row shown
-- $5 uuid    applicant of the last row shown
-- $6 int8    most rows
SELECT word, name, applicant_id
FROM applicant_word w
WHERE (word, name, applicant_id)
      > (coalesce($3, $1), coalesce($4, ''), coalesce($5::uuid, '00000000-0000-0000-0000-000000000000'))
  AND word < $1 || chr(1114111)
  AND name LIKE ALL ($2::text[])
  AND NOT EXISTS (SELECT FROM string_to_table(name, ' ') AS other
                  WHERE starts_with(other, $1) AND other COLLATE "C" < w.word)
ORDER BY word, name, applicant_id
LIMIT $6
