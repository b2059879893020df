-- Who has any of these identifiers, the first given first.
-- $1 text[]  kinds
-- $2 text[]  values
-- $3 uuid    applicant who does not count; NULL: all do
SELECT i.kind, i.applicant_id
FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS wanted (kind, value, place)
JOIN identifier i ON i.kind = wanted.kind AND i.value = wanted.value
WHERE $3::uuid IS NULL OR i.applicant_id <> $3
ORDER BY wanted.place
