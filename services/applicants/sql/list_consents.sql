-- Consents of an applicant, the newest first.
-- $1 uuid  applicant
-- fills: okno.applicants.v1.Consent
SELECT consent_id, purpose, data, actions, valid_until, way_of_withdrawal, form, given, withdrawn, representative_id
FROM consent
WHERE applicant_id = $1
ORDER BY given DESC, consent_id DESC
LIMIT 1000
