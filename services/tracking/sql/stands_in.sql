-- Whether somebody stands in for another of the same place on a day.
-- $1 text  who
-- $2 text  for whom
-- $3 text  centre or agency; '': the controlling organisation
-- $4 date  day
SELECT substitution_id FROM stand_in
WHERE absent = $2 AND substitute = $1 AND place = $3 AND $4 BETWEEN from_date AND to_date
LIMIT 1
