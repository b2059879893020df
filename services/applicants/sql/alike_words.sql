-- Words of names that are spelt nearly so, the nearest first.
-- alone
-- $1 text  word
SELECT word
FROM known_word
WHERE word % $1
ORDER BY similarity(word, $1) DESC, word
LIMIT 30
