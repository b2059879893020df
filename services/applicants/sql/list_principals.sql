-- Whom a person represents by powers that hold, the newest first.
-- $1 uuid  the person who acts
-- $2 date  today
-- fills: okno.applicants.v1.Principal
SELECT r.applicant_id, a.full_name AS name, a.kind, r.representative_id, r.basis, r.number, r.valid_until, r.scope, r.may_receive
FROM representative r JOIN applicant a USING (applicant_id)
WHERE r.representative_applicant_id = $1
  AND r.revoked IS NULL
  AND r.issued <= $2
  AND (r.valid_until IS NULL OR r.valid_until >= $2)
ORDER BY r.created DESC, r.representative_id DESC
LIMIT 1000
