-- One power of attorney of an applicant.
-- $1 uuid  applicant
-- $2 uuid  representative
-- fills: okno.applicants.v1.Representative
SELECT representative_id, representative_applicant_id, basis, number, issued, valid_until, scope, may_receive, revoked
FROM representative
WHERE applicant_id = $1 AND representative_id = $2
