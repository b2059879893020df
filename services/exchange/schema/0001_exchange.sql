-- Requests to agencies, the messages that carry them, events that come back, and the ways between.
-- (`request` is a table of libs/db: outcomes of repeatable calls.)

CREATE TABLE exchange_request (
    request_id         uuid PRIMARY KEY,
    state              text NOT NULL CHECK (state IN ('NEW', 'SENT', 'DELIVERED', 'ANSWERED', 'REFUSED', 'FAILED',
                                                      'CANCELLED')),
    correlation        text,                       -- of whoever waits for the answer; opaque
    requester          text NOT NULL,              -- who asked
    requester_role     text NOT NULL,
    application_id     uuid,
    application_number text NOT NULL,
    centre_code        text NOT NULL,
    agency_code        text NOT NULL,
    kind               text NOT NULL,              -- of classifier "document-kinds"
    service_code       text NOT NULL,
    content            json,
    way                text NOT NULL CHECK (way IN ('OFFICIALS', 'SYSTEM')),
    days               int NOT NULL,               -- the term, in working days
    half_on            date NOT NULL,              -- by then half of it has passed
    due_on             date NOT NULL,
    reminded_half      boolean NOT NULL DEFAULT false,
    reminded_late      boolean NOT NULL DEFAULT false,
    late               boolean NOT NULL DEFAULT false,  -- that the term passed is on record
    undelivered        boolean NOT NULL DEFAULT false,  -- a message about it is a dead letter
    assignee           text,                       -- official who claimed it
    created            timestamptz NOT NULL,
    sent               timestamptz,
    delivered          timestamptz,
    closed             timestamptz,
    fields             json,                       -- of the answer
    comment            text NOT NULL DEFAULT '',
    refusal            text,
    status_code        text NOT NULL DEFAULT '',
    version            int NOT NULL DEFAULT 1,
    CONSTRAINT exchange_request_closed
        CHECK ((closed IS NOT NULL) = (state IN ('ANSWERED', 'REFUSED', 'FAILED', 'CANCELLED')))
);
-- One waiting step asks once, however often it is repeated after a crash.
CREATE UNIQUE INDEX exchange_request_correlation ON exchange_request (requester, correlation)
    WHERE correlation IS NOT NULL;
CREATE INDEX exchange_request_application ON exchange_request (application_id);
CREATE INDEX exchange_request_agency ON exchange_request (agency_code, state, due_on, request_id);
CREATE INDEX exchange_request_centre ON exchange_request (centre_code, state, due_on, request_id);
-- For reminders: only what is still open.
CREATE INDEX exchange_request_half ON exchange_request (half_on) WHERE closed IS NULL AND NOT reminded_half;
CREATE INDEX exchange_request_due ON exchange_request (due_on) WHERE closed IS NULL AND NOT reminded_late;

-- Every move; never changed, never deleted.
CREATE TABLE request_move (
    request_id uuid NOT NULL,
    move_id    uuid NOT NULL,
    at         timestamptz NOT NULL,
    actor      text NOT NULL,
    actor_role text NOT NULL,
    action     text NOT NULL,
    state      text NOT NULL,                      -- after it
    comment    text NOT NULL,
    message_id uuid,
    PRIMARY KEY (request_id, move_id)
);

-- Messages to agencies. One is visible to a reader, or to a sender of ours, at a time: whoever takes it moves
-- `visible_from` into the future, and it comes again when nobody has ended it by then.
CREATE TABLE message (
    message_id   uuid PRIMARY KEY,
    agency_code  text NOT NULL,
    request_id   uuid NOT NULL,
    kind         text NOT NULL CHECK (kind IN ('REQUEST', 'REMINDER_HALF', 'REMINDER_LATE', 'CANCELLATION')),
    state        text NOT NULL CHECK (state IN ('WAITING', 'DONE', 'DEAD', 'DISCARDED')),
    created      timestamptz NOT NULL,
    visible_from timestamptz NOT NULL,
    pushed_until timestamptz,                      -- a sender of ours has it
    attempts     int NOT NULL DEFAULT 0,
    error        text NOT NULL DEFAULT '',         -- of the last attempt
    ended        timestamptz
);
CREATE INDEX message_waiting ON message (agency_code, created, message_id) WHERE state = 'WAITING';
-- Of an agency that has been away for long, thousands wait for their next attempt: the next one due is found at once.
CREATE INDEX message_due ON message (agency_code, visible_from, message_id) WHERE state = 'WAITING';
CREATE INDEX message_pushed ON message (agency_code) WHERE pushed_until IS NOT NULL;
CREATE INDEX message_dead ON message (created, message_id) WHERE state = 'DEAD';
CREATE INDEX message_request ON message (request_id);

-- Events that agencies' systems have sent, so that a repeat is answered as the first was.
CREATE TABLE agency_event (
    agency_code text NOT NULL,
    message_id  uuid NOT NULL,
    sha256      text NOT NULL,                     -- of what was signed
    request_id  uuid NOT NULL,
    state       text NOT NULL,                     -- of the request after it
    received    timestamptz NOT NULL,
    PRIMARY KEY (agency_code, message_id)
);

-- Files of answers; the content is a blob.
CREATE TABLE request_file (
    request_id   uuid NOT NULL,
    file_id      uuid NOT NULL,
    name         text NOT NULL,
    content_type text NOT NULL,
    size         bigint NOT NULL,
    sha256       text NOT NULL,
    uploaded     timestamptz NOT NULL,
    uploaded_by  text NOT NULL,
    attached     boolean NOT NULL DEFAULT false,
    PRIMARY KEY (request_id, file_id)
);

CREATE TABLE agency_route (
    agency_code           text PRIMARY KEY,
    way                   text NOT NULL CHECK (way IN ('OFFICIALS', 'SYSTEM')),
    endpoint              text NOT NULL,           -- empty: the system reads by itself
    signature             text NOT NULL,
    key_id                text NOT NULL,
    attempts              int NOT NULL,
    first_delay_seconds   int NOT NULL,
    longest_delay_seconds int NOT NULL,
    timeout_seconds       int NOT NULL,
    changed               timestamptz NOT NULL,
    changed_by            text NOT NULL
);
