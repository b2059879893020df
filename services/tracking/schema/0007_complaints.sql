-- Complaints (210-ФЗ, chapter 2.1), each carried by a process of regulation "complaint" that has its id.

-- Numbers of complaints, by year.
CREATE TABLE complaint_serial (
    year int PRIMARY KEY,
    next bigint NOT NULL
);

CREATE TABLE complaint (
    complaint_id        uuid PRIMARY KEY,
    number              text NOT NULL,
    status              text NOT NULL CHECK (status IN ('FILED', 'REGISTERED', 'SATISFIED', 'REFUSED', 'WITHDRAWN')),
    matter              text NOT NULL CHECK (matter IN ('DECISION', 'ACTION', 'MISSED_TERM')),
    topic               text NOT NULL,
    against             text NOT NULL CHECK (against IN ('CENTRE', 'AGENCY', 'OFFICIAL')),
    against_centre      text,                      -- exactly one of the two
    against_agency      text,
    official            text,                      -- who does not consider it and does not see it
    head                boolean NOT NULL,
    text                text NOT NULL,
    contacts            json,
    application_id      uuid,
    application_number  text NOT NULL DEFAULT '',
    service_code        text NOT NULL DEFAULT '',
    applicant_id        uuid NOT NULL,
    applicant_name      text NOT NULL,
    pseudonym           text NOT NULL,
    representative_id   uuid,
    channel             text NOT NULL,
    centre_code         text,                      -- where it was taken in
    operator            text,
    filed               timestamptz NOT NULL,
    filed_on            date NOT NULL,
    register_by         date NOT NULL,
    registered_on       date,
    term_days           int NOT NULL,
    planned_on          date,
    missed              boolean NOT NULL DEFAULT false,
    decider_role        text NOT NULL CHECK (decider_role IN ('SUPERVISOR', 'AGENCY', 'CONTROLLER')),
    decider_centre      text,
    decider_agency      text,
    decided             timestamptz,
    decided_by          text,
    answer              text,
    measures            text,
    answer_by           date,
    answered            timestamptz,
    offence             boolean NOT NULL DEFAULT false,
    prosecutor_informed timestamptz,
    withdrawn           timestamptz,
    version             int NOT NULL DEFAULT 1,
    CONSTRAINT complaint_against CHECK ((against_centre IS NULL) <> (against_agency IS NULL))
);
CREATE UNIQUE INDEX complaint_number ON complaint (number);
CREATE INDEX complaint_applicant ON complaint (applicant_id, complaint_id);
CREATE INDEX complaint_application ON complaint (application_id) WHERE application_id IS NOT NULL;
CREATE INDEX complaint_filed ON complaint (filed_on, complaint_id);

-- What happened to a complaint; never changed, never deleted.
CREATE TABLE complaint_movement (
    complaint_id uuid NOT NULL REFERENCES complaint DEFERRABLE INITIALLY DEFERRED,
    movement_id  uuid NOT NULL,
    at           timestamptz NOT NULL,
    actor        text NOT NULL,
    actor_role   text NOT NULL,
    action       text NOT NULL,
    comment      text NOT NULL,
    PRIMARY KEY (complaint_id, movement_id)
);

-- Tasks of a role that belong to no place, for the lists of those who have it.
CREATE INDEX task_role ON task (role, state, due_on, task_id) WHERE centre_code IS NULL AND agency_code IS NULL;
