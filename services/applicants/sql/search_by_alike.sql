-- Applicants by words that were perhaps meant, each as a whole.
-- $1 text[]  words any of which the name has: those meant by one of the words asked for
-- $2 text[]  regular expressions that the name must match, all of them: for the other words
-- $3 text    word of the last row shown; NULL: the first page
-- $4 text    name of the last row shown
-- $5 uuid    applicant of the last row shown
-- $6 int8    most rows
SELECT found.word, found.name, found.applicant_id
FROM unnest($1::text[]) AS meant (word)
CROSS JOIN LATERAL (
    SELECT w.word, w.name, w.applicant_id
    FROM applicant_word w
    WHERE w.word = meant.word
      AND (w.name, w.applicant_id)
          > (CASE WHEN meant.word = $3 THEN $4 ELSE '' END,
             CASE WHEN meant.word = $3 THEN $5::uuid ELSE '00000000-0000-0000-0000-000000000000' END)
      AND w.name ~ ALL ($2::text[])
      AND NOT EXISTS (SELECT FROM string_to_table(w.name, ' ') AS other
                      WHERE other = ANY ($1) AND other COLLATE "C" < w.word)
    ORDER BY w.name, w.applicant_id
    LIMIT $6) AS found
WHERE meant.word COLLATE "C" >= coalesce($3, '')
ORDER BY found.word, found.name, found.applicant_id
LIMIT $6
