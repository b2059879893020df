-- What others may know of an applicant, and the power of attorney that somebody shows.
-- $1 uuid  applicant
-- $2 uuid  representative; NULL: the applicant acts
-- $3 text  code of the service it is for; NULL: any
SELECT a.kind, a.display_name, a.full_name, a.pseudonym, r.issued, r.valid_until, r.may_receive,
       (extract(epoch FROM r.revoked) * 1000000)::int8 AS revoked_us,
       $3::text IS NULL OR cardinality(r.scope) = 0 OR $3 = ANY (r.scope) AS in_scope,
       p.full_name AS representative_name, p.applicant_id AS representative_applicant_id
FROM applicant a
LEFT JOIN representative r ON r.representative_id = $2 AND r.applicant_id = a.applicant_id
LEFT JOIN applicant p ON p.applicant_id = r.representative_applicant_id
WHERE a.applicant_id = $1
