-- Powers of attorney of an applicant, the newest first.
-- $1 uuid  applicant
-- fills: okno.applicants.v1.Representative
SELECT representative_id, representative_applicant_id, basis, number, issued, valid_until, scope, may_receive, revoked
FROM representative
WHERE applicant_id = $1
ORDER BY created DESC, representative_id DESC
LIMIT 1000
