-- The unified register of issued documents (R19): results, refusals, and refusals to accept.

-- A row is made by the decision; its file and signature follow within a moment, when `sealed` is set.
CREATE TABLE issued_document (
    issued_document_id uuid PRIMARY KEY,
    serial             bigint GENERATED ALWAYS AS IDENTITY,
    year               int NOT NULL,
    number             text NOT NULL GENERATED ALWAYS AS (
        lpad((year % 100)::text, 2, '0') || '-' || lpad(serial::text, GREATEST(7, length(serial::text)), '0')) STORED,
    code               text NOT NULL,              -- for the public verification
    kind               text NOT NULL CHECK (kind IN ('RESULT', 'REFUSAL', 'ACCEPTANCE_REFUSAL')),
    name               text NOT NULL,              -- what it is, in words
    form               text NOT NULL CHECK (form IN ('PAPER', 'ELECTRONIC')),
    state              text NOT NULL CHECK (state IN ('REGISTERED', 'ISSUED', 'RETURNED', 'ANNULLED')),
    application_id     uuid NOT NULL REFERENCES application DEFERRABLE INITIALLY DEFERRED,
    application_number text NOT NULL,
    service_code       text NOT NULL,
    agency_code        text,                       -- that decided; NULL: the centre refused to accept
    centre_code        text NOT NULL,
    applicant_id       uuid NOT NULL,
    ground_code        text,                       -- of a refusal
    ground_text        text,
    registered_on      date NOT NULL,
    registered         timestamptz NOT NULL,
    registered_by      text NOT NULL,
    issued             timestamptz,
    issued_by          text,
    received_by        uuid,                       -- representative who came for it
    annulled           timestamptz,
    annulled_by        text,
    annulment_reason   text,
    to_sign            boolean NOT NULL,           -- the service's card allows an electronic result
    sha256             text,                       -- of the file, a blob
    content_type       text,
    size               bigint,
    signature          bytea,                      -- detached CMS, DER
    signer             text,
    sealed             timestamptz,
    not_before         timestamptz NOT NULL,       -- when making the file is tried
    tries              int NOT NULL DEFAULT 0,
    version            int NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX issued_document_number ON issued_document (number);
CREATE INDEX issued_document_application ON issued_document (application_id);
CREATE INDEX issued_document_applicant ON issued_document (applicant_id, issued_document_id);
CREATE INDEX issued_document_centre ON issued_document (centre_code, issued_document_id);
CREATE INDEX issued_document_agency ON issued_document (agency_code, issued_document_id) WHERE agency_code IS NOT NULL;
CREATE INDEX issued_document_file ON issued_document (sha256) WHERE sha256 IS NOT NULL;
CREATE INDEX issued_document_unsealed ON issued_document (not_before) WHERE sealed IS NULL;

-- The agency's own file of a result, until the decision takes it into the register.
CREATE TABLE result_file (
    application_id uuid NOT NULL REFERENCES application DEFERRABLE INITIALLY DEFERRED,
    agency_code    text NOT NULL,
    sha256         text NOT NULL,
    content_type   text NOT NULL,
    size           bigint NOT NULL,
    uploaded       timestamptz NOT NULL,
    uploaded_by    text NOT NULL,
    PRIMARY KEY (application_id, agency_code)
);
