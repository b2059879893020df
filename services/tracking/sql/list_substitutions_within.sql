-- Substitutions of a place that hold on any day of a period and have to do with either of two people.
-- fills: okno.tracking.v1.Substitution
-- $1 text  centre or agency; '': the controlling organisation
-- $2 date  first day
-- $3 date  last day
-- $4 text  one person
-- $5 text  the other
SELECT substitution_id, absent, substitute, from_date, to_date
FROM stand_in
WHERE place = $1 AND from_date <= LEAST($3, to_date) AND to_date >= $2
  AND (absent IN ($4, $5) OR substitute IN ($4, $5))
ORDER BY substitution_id
