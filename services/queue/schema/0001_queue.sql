-- A hall is a centre's queue. Its row is the lock under which everything of the hall is decided.
CREATE TABLE hall (
    centre_code text PRIMARY KEY,
    revision    bigint NOT NULL DEFAULT 0          -- grows with every change; events carry it
);

-- Groups, rules of priority, admission, limits: data. Apart from the lock, whose row changes all the time.
CREATE TABLE hall_settings (
    centre_code text PRIMARY KEY REFERENCES hall,
    settings    json NOT NULL,                     -- okno.queue.v1.HallSettings, without windows
    version     bigint NOT NULL DEFAULT 1,
    changed     timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE hall_window (
    window_id   uuid PRIMARY KEY,
    centre_code text NOT NULL REFERENCES hall,
    number      text NOT NULL,
    name        text NOT NULL,
    groups      text NOT NULL,                     -- "passports=3,archive=1"
    enabled     boolean NOT NULL,
    loaded      text NOT NULL,                     -- the record this was loaded from: a supervisor's change stays until it differs
    version     int NOT NULL DEFAULT 1,
    UNIQUE (centre_code, number)
);

-- An operator at a window, from opening to closing.
CREATE TABLE session (
    session_id    uuid PRIMARY KEY,
    centre_code   text NOT NULL REFERENCES hall,
    window_id     uuid NOT NULL,
    window_number text NOT NULL,
    operator      text NOT NULL,
    substitutes   text NOT NULL,
    state         text NOT NULL,
    break_reason  text NOT NULL,
    opened        timestamptz NOT NULL,
    changed       timestamptz NOT NULL,
    closed        timestamptz,
    break_ms      bigint NOT NULL,                 -- breaks that are over
    version       int NOT NULL
);
CREATE UNIQUE INDEX session_live ON session (window_id) WHERE state <> 'CLOSED';
CREATE INDEX session_opened ON session (centre_code, opened);

CREATE TABLE ticket (
    ticket_id       uuid PRIMARY KEY,
    centre_code     text NOT NULL REFERENCES hall,
    day             date NOT NULL,
    number          text NOT NULL,
    visit_id        uuid NOT NULL,
    step            smallint NOT NULL,             -- which service of the visit
    group_code      text NOT NULL,
    service_code    text NOT NULL,
    purpose         text NOT NULL,
    source          text NOT NULL,
    state           text NOT NULL,
    priority_code   text NOT NULL,
    level           smallint NOT NULL,             -- the lower, the sooner
    rank            timestamptz NOT NULL,          -- place in the line: arrival, less a head start
    issued          timestamptz NOT NULL,
    entered         timestamptz,                   -- into the line, this time
    called          timestamptz,
    served          timestamptz,
    ended           timestamptz,
    until           timestamptz,                   -- postponed to
    due             timestamptz,                   -- time of the appointment
    calls           smallint NOT NULL,
    session_id      uuid,
    window_id       uuid,
    window_number   text NOT NULL,
    operator        text NOT NULL,
    target_window   uuid,
    target_operator text NOT NULL,
    sender_window   uuid,
    applicant_id    uuid,
    application_ids uuid[] NOT NULL,
    appointment_id  uuid,
    result          text NOT NULL,
    reason          text NOT NULL,
    code            text NOT NULL UNIQUE,          -- opens the public page of the ticket
    waited_ms       bigint NOT NULL,
    way_ms          bigint NOT NULL,
    service_ms      bigint NOT NULL,
    version         int NOT NULL,
    UNIQUE (centre_code, day, number)
);
CREATE INDEX ticket_live ON ticket (centre_code)
    WHERE state IN ('ISSUED', 'WAITING', 'CALLED', 'SERVING', 'HELD', 'PARKED', 'POSTPONED', 'TRANSFERRED');
CREATE INDEX ticket_applicant ON ticket (applicant_id, day) WHERE applicant_id IS NOT NULL;
CREATE INDEX ticket_group ON ticket (centre_code, group_code, ended);

-- What happened at a window with one call: for reports of windows and employees, also when a ticket saw several.
CREATE TABLE spell (
    spell_id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    centre_code   text NOT NULL,
    day           date NOT NULL,
    ticket_id     uuid NOT NULL,
    group_code    text NOT NULL,
    service_code  text NOT NULL,
    purpose       text NOT NULL,
    window_number text NOT NULL,
    operator      text NOT NULL,
    called        timestamptz NOT NULL,
    waited_ms     bigint NOT NULL,
    way_ms        bigint NOT NULL,
    service_ms    bigint NOT NULL,
    outcome       text NOT NULL                    -- state of the ticket after it
);
CREATE INDEX spell_day ON spell (centre_code, day);

-- Last number of a group and day.
CREATE TABLE group_counter (
    centre_code text NOT NULL,
    day         date NOT NULL,
    group_code  text NOT NULL,
    last        int NOT NULL,
    PRIMARY KEY (centre_code, day, group_code)
);

-- Service times as observed: nine deciles in seconds. Renewed by a job.
CREATE TABLE pace (
    centre_code text NOT NULL,
    group_code  text NOT NULL,
    observed    int NOT NULL,
    deciles     int[] NOT NULL,
    PRIMARY KEY (centre_code, group_code)
);

CREATE TABLE board_message (
    message_id  uuid PRIMARY KEY,
    centre_code text NOT NULL REFERENCES hall,
    text        text NOT NULL,
    text_en     text NOT NULL,
    sent        timestamptz NOT NULL,
    until       timestamptz NOT NULL
);
CREATE INDEX board_message_hall ON board_message (centre_code, until);

CREATE TABLE appointment (
    appointment_id uuid PRIMARY KEY,
    centre_code    text NOT NULL REFERENCES hall,
    group_code     text NOT NULL,
    service_code   text NOT NULL,
    purpose        text NOT NULL,
    state          text NOT NULL,
    starts         timestamptz NOT NULL,
    minutes        smallint NOT NULL,
    expires        timestamptz NOT NULL,
    code           text NOT NULL UNIQUE,
    applicant_id   uuid,
    ticket_id      uuid,
    reminded       smallint NOT NULL DEFAULT 0,    -- how many reminders were sent
    version        int NOT NULL
);
CREATE INDEX appointment_live ON appointment (centre_code, starts) WHERE state IN ('RESERVED', 'CONFIRMED');
CREATE INDEX appointment_day ON appointment (centre_code, starts);
CREATE INDEX appointment_open ON appointment (starts) WHERE state IN ('RESERVED', 'CONFIRMED');
CREATE INDEX appointment_applicant ON appointment (applicant_id, starts) WHERE applicant_id IS NOT NULL;
