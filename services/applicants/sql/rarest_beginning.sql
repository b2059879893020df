-- Which of these beginnings the fewest names have, by PostgreSQL's statistics of common words; among those that are not
-- common, or while there are no statistics, the longest.
-- $1 text[]  beginnings of words
WITH common AS MATERIALIZED (
    SELECT word, share
    FROM pg_stats,
         unnest(most_common_vals::text::text[], most_common_freqs) AS listed (word, share)
    WHERE schemaname = current_schema() AND tablename = 'applicant_word' AND attname = 'word')
SELECT wanted.place - 1 AS place
FROM unnest($1::text[]) WITH ORDINALITY AS wanted (word, place)
ORDER BY coalesce((SELECT sum(common.share) FROM common WHERE starts_with(common.word, wanted.word)), 0),
         length(wanted.word) DESC, wanted.place
LIMIT 1
