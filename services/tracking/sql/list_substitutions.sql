-- Substitutions, newest first.
-- fills: okno.tracking.v1.Substitution
-- $1 text  only of this centre; NULL: of any
-- $2 text  only of this agency; NULL: of any
-- $3 text  only of this person, absent or substitute; NULL: of anybody
-- $4 date  today
-- $5 bool  only those that run today
-- $6 uuid  before this one; NULL: from the newest on
-- $7 uuid  only this one; NULL: any
-- $8 int8  most rows
SELECT s.substitution_id, s.centre_code, s.agency_code, s.absent, s.substitute, s.from_date, s.to_date, s.reason,
       s.set_by, s.recorded, c.cancelled_by, c.cancelled, c.reason AS cancel_reason,
       CASE WHEN c.substitution_id IS NOT NULL THEN 'CANCELLED' WHEN $4 < s.from_date THEN 'PLANNED'
            WHEN $4 > s.to_date THEN 'ENDED' ELSE 'RUNNING' END AS state
FROM substitution s
LEFT JOIN substitution_cancel c USING (substitution_id)
WHERE ($1::text IS NULL OR s.centre_code = $1)
  AND ($2::text IS NULL OR s.agency_code = $2)
  AND ($3::text IS NULL OR s.absent = $3 OR s.substitute = $3)
  AND (NOT $5 OR (c.substitution_id IS NULL AND $4 BETWEEN s.from_date AND s.to_date))
  AND ($6::uuid IS NULL OR s.substitution_id < $6)
  AND ($7::uuid IS NULL OR s.substitution_id = $7)
ORDER BY s.substitution_id DESC
LIMIT $8
