-- Whom a person represents.
CREATE INDEX representative_acts ON representative (representative_applicant_id, created);
