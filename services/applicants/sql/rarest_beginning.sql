-- Which of these beginnings the fewest words have, and whether any word has it; beyond some thousands they are all the
-- same, and the longest is taken.
-- $1 text[]  beginnings of words
SELECT wanted.word, counted.n > 0 AS found
FROM unnest($1::text[]) WITH ORDINALITY AS wanted (word, place)
CROSS JOIN LATERAL (
    SELECT count(*) AS n
    FROM (SELECT FROM applicant_word w
          WHERE w.word >= wanted.word AND w.word < wanted.word || chr(1114111)
          LIMIT 10000) AS seen) AS counted
ORDER BY counted.n, length(wanted.word) DESC, wanted.place
LIMIT 1
