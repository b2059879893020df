-- Which of these applicants there are, and of what kind.
-- $1 uuid[]  ids
SELECT applicant_id, kind FROM applicant WHERE applicant_id = ANY ($1::uuid[])
