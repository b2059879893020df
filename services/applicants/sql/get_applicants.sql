-- Applicants by their ids, in the order of these.
-- $1 uuid[]  ids
-- fills: okno.applicants.v1.Applicant
SELECT a.*
FROM unnest($1::uuid[]) WITH ORDINALITY AS wanted (applicant_id, place)
JOIN applicant_message a USING (applicant_id)
ORDER BY wanted.place
