-- Who applied for another: they see that application like the applicant does.
CREATE TABLE representation (
    representative_applicant_id uuid NOT NULL,
    application_id              uuid NOT NULL,
    PRIMARY KEY (representative_applicant_id, application_id)
);
