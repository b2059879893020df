-- One consent of an applicant.
-- $1 uuid  applicant
-- $2 uuid  consent
-- fills: okno.applicants.v1.Consent
SELECT consent_id, purpose, data, actions, valid_until, way_of_withdrawal, form, given, withdrawn, representative_id
FROM consent
WHERE applicant_id = $1 AND consent_id = $2
