-- Interactions with an applicant, the newest first.
-- $1 uuid         applicant
-- $2 text         channel; NULL: all
-- $3 text         kind; NULL: all
-- $4 uuid         application; NULL: all
-- $5 timestamptz  from; NULL: from the beginning
-- $6 timestamptz  before; NULL: to the end
-- $7 timestamptz  time of the last one shown; NULL: the first page
-- $8 uuid         id of the last one shown
-- $9 int8         most rows
-- fills: okno.applicants.v1.Interaction
SELECT interaction_id, channel, kind, summary, application_id, centre_code, actor, at
FROM interaction
WHERE applicant_id = $1
  AND ($2::text IS NULL OR channel = $2)
  AND ($3::text IS NULL OR kind = $3)
  AND ($4::uuid IS NULL OR application_id = $4)
  AND ($5::timestamptz IS NULL OR at >= $5)
  AND ($6::timestamptz IS NULL OR at < $6)
  AND (at, interaction_id)
      < (coalesce($7::timestamptz, 'infinity'), coalesce($8::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
ORDER BY at DESC, interaction_id DESC
LIMIT $9
