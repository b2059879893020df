-- Applicants by what names one: identifiers, telephone, e-mail, pseudonym; the earliest registered first.
-- $1 text[]  kinds of identifiers
-- $2 text[]  their values
-- $3 text    telephone; NULL: none
-- $4 text    e-mail in small letters; NULL: none
-- $5 text    pseudonym; NULL: none
-- $6 uuid    last applicant shown; NULL: the first page
-- $7 int8    most rows
SELECT applicant_id
FROM (SELECT i.applicant_id
      FROM unnest($1::text[], $2::text[]) AS wanted (kind, value)
      JOIN identifier i ON i.kind = wanted.kind AND i.value = wanted.value
      UNION
      SELECT applicant_id FROM applicant WHERE phone = $3
      UNION
      SELECT applicant_id FROM applicant WHERE email = $4
      UNION
      SELECT applicant_id FROM applicant WHERE pseudonym = $5) AS found
WHERE applicant_id > coalesce($6::uuid, '00000000-0000-0000-0000-000000000000')
ORDER BY applicant_id
LIMIT $7
