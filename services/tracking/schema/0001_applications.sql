-- Applications, what happened to them, who has to do what by when, and the cases they are written off to.
-- The life of a row of `application` is told by `movement`; `version` guards every change of it.

-- Serials of the numbers of applications, handed out in blocks: see libs/serial.
CREATE TABLE serial (
    year int PRIMARY KEY,
    next bigint NOT NULL
);

CREATE TABLE application (
    application_id      uuid PRIMARY KEY,
    number              text NOT NULL,             -- ЕНО
    tracking_code       text NOT NULL,
    service_code        text NOT NULL,
    service_name        text NOT NULL,             -- as the card had it on the day
    centre_code         text NOT NULL,
    agency_code         text NOT NULL,
    channel             text NOT NULL,
    scenario            smallint NOT NULL CHECK (scenario BETWEEN 0 AND 3),
    applicant_id        uuid NOT NULL,
    applicant_name      text NOT NULL,             -- «Иванов И. И.»
    pseudonym           text NOT NULL,
    representative_id   uuid,
    representative_name text NOT NULL DEFAULT '',
    documents           json NOT NULL,             -- [okno.tracking.v1.Document]; written and read as a whole, so that
    answers             json,                      -- jsonb would only be taken apart and put together again
    operator            text NOT NULL,             -- who registered
    submitted           timestamptz NOT NULL,
    registered_on       date NOT NULL,             -- working day it counts as registered on
    term_days           int NOT NULL,              -- of the card, on the day
    term_kind           text NOT NULL CHECK (term_kind IN ('WORKING', 'CALENDAR')),
    extended_days       int NOT NULL DEFAULT 0,
    pauses              date[] NOT NULL DEFAULT '{}', -- suspended from, resumed on, and again
    planned_on          date NOT NULL,
    steps               text[] NOT NULL DEFAULT '{}', -- of the card when it names its own; else the usual ones
    waiting_in          text[] NOT NULL,           -- steps that have a live task
    status              text NOT NULL CHECK (status IN ('REGISTERED', 'CHECKED', 'SENT', 'SUSPENDED', 'DECIDED', 'READY',
                                                        'ISSUED', 'REFUSED', 'ACCEPTANCE_REFUSED', 'WITHDRAWN')),
    resume_status       text,                      -- status to return to, while suspended
    suspended           timestamptz,
    stopped_on          date,                      -- day the clock of the term stopped: suspended, result ready, closed
    sent_on             date,                      -- to the agency: from then on its officials see the application
    result_on           date,                      -- result came to the centre
    issued_on           date,
    closed              timestamptz,               -- issued, refused, withdrawn
    refusal_code        text,
    refusal_text        text,
    result              text,                      -- what is issued
    case_file           text,                      -- index of the case it was written off to
    missed              boolean NOT NULL DEFAULT false, -- that the term passed is on record
    changed             timestamptz NOT NULL,
    version             int NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX application_number ON application (number);
CREATE INDEX application_applicant ON application (applicant_id, application_id);
-- The lists of a centre, newest first within each status or service, so that any of them is a few short walks.
CREATE INDEX application_centre ON application (centre_code, status, application_id) INCLUDE (registered_on);
CREATE INDEX application_service ON application (service_code, centre_code, application_id)
    INCLUDE (agency_code, status, registered_on);
CREATE INDEX application_agency ON application (agency_code, status, application_id)
    INCLUDE (service_code, centre_code, registered_on)
    WHERE sent_on IS NOT NULL;
-- Whose term passes: only what is still open.
CREATE INDEX application_term ON application (centre_code, planned_on, application_id) WHERE closed IS NULL;
CREATE INDEX application_agency_term ON application (agency_code, planned_on, application_id)
    WHERE closed IS NULL AND sent_on IS NOT NULL;

-- Every movement of an application and of its documents; never changed, never deleted.
CREATE TABLE movement (
    application_id uuid NOT NULL,
    movement_id    uuid NOT NULL,
    at             timestamptz NOT NULL,
    actor          text NOT NULL,
    actor_role     text NOT NULL,
    action         text NOT NULL,
    step           text NOT NULL,
    status         text NOT NULL,                  -- of the application after it
    documents      uuid[] NOT NULL DEFAULT '{}',   -- those that moved along
    from_place     text NOT NULL,
    to_place       text NOT NULL,
    comment        text NOT NULL,
    PRIMARY KEY (application_id, movement_id)
);

-- Who has to do what by when.
CREATE TABLE task (
    task_id            uuid PRIMARY KEY,
    application_id     uuid NOT NULL,              -- made in the work that makes or moves the application
    application_number text NOT NULL,
    service_code       text NOT NULL,
    step               text NOT NULL,
    state              text NOT NULL CHECK (state IN ('OPEN', 'CLAIMED', 'DONE', 'CANCELLED')),
    centre_code        text,                       -- performer: exactly one of the two
    agency_code        text,
    assignee           text,                       -- personally responsible since the claim
    due_on             date NOT NULL,
    created            timestamptz NOT NULL,
    claimed            timestamptz,
    finished           timestamptz,
    outcome            text,
    comment            text,
    fields             jsonb,
    missed             boolean NOT NULL DEFAULT false, -- that its term passed is on record
    version            int NOT NULL DEFAULT 1,
    CONSTRAINT task_performer CHECK ((centre_code IS NULL) <> (agency_code IS NULL))
);
CREATE INDEX task_application ON task (application_id);
CREATE INDEX task_centre ON task (centre_code, state, due_on, task_id) WHERE centre_code IS NOT NULL;
CREATE INDEX task_agency ON task (agency_code, state, due_on, task_id) WHERE agency_code IS NOT NULL;

-- Terms that passed, against whoever was responsible then (R61, R78): of a step, or of the service as a whole.
CREATE TABLE missed_term (
    application_id uuid NOT NULL REFERENCES application DEFERRABLE INITIALLY DEFERRED,
    task_id        uuid NOT NULL REFERENCES task DEFERRABLE INITIALLY DEFERRED,
    kind           text NOT NULL CHECK (kind IN ('STEP', 'SERVICE')),
    step           text NOT NULL,
    responsible    text NOT NULL,                  -- who had claimed the task; empty: nobody, the place answers
    place          text NOT NULL,                  -- centre or agency
    due_on         date NOT NULL,
    recorded       timestamptz NOT NULL,
    PRIMARY KEY (application_id, task_id, kind)
);
CREATE INDEX missed_term_place ON missed_term (place, recorded);

-- Cases by nomenclature, opened by the first application written off to them (R23, R57).
CREATE TABLE case_file (
    case_file_id uuid PRIMARY KEY,
    centre_code  text NOT NULL,
    year         int NOT NULL,
    index        text NOT NULL,                    -- «03-01»
    title        text NOT NULL,
    storage      text NOT NULL,                    -- term and article
    items        int NOT NULL,
    sheets       int NOT NULL,
    UNIQUE (centre_code, year, index)
);
CREATE TABLE case_item (
    case_file_id       uuid NOT NULL REFERENCES case_file DEFERRABLE INITIALLY DEFERRED,
    first_sheet        int NOT NULL,
    sheets             int NOT NULL,
    application_id     uuid NOT NULL UNIQUE REFERENCES application DEFERRABLE INITIALLY DEFERRED,
    application_number text NOT NULL,
    written_off        timestamptz NOT NULL,
    operator           text NOT NULL,
    PRIMARY KEY (case_file_id, first_sheet)
);
