-- Regulations as published, and the processes that run on them.

-- A version never changes; the code is the id of the process in the file.
CREATE TABLE regulation (
    code      text NOT NULL,
    version   int NOT NULL,
    name      text NOT NULL,
    bpmn      text NOT NULL,
    sha256    text NOT NULL,                    -- of the file, hexadecimal
    published timestamptz NOT NULL,
    publisher text NOT NULL,
    PRIMARY KEY (code, version)
);

-- An instance. The process of an application has the application's id; those that it calls have ids of their own.
-- `edition` guards every step; `state` is okno.process.v1.State.
CREATE TABLE process (
    process_id     uuid PRIMARY KEY,
    regulation     text NOT NULL,
    version        int NOT NULL,
    application_id uuid,                        -- whose course this is part of; NULL: a process of its own
    parent_id      uuid,                        -- that called it ...
    parent_token   int,                         -- ... and waits there
    state          bytea NOT NULL,
    status         text NOT NULL CHECK (status IN ('ACTIVE', 'COMPLETED', 'TERMINATED', 'CANCELLED', 'FAILED')),
    started        timestamptz NOT NULL,
    ended          timestamptz,
    edition        int NOT NULL DEFAULT 1
) WITH (fillfactor = 70);
CREATE INDEX process_parent ON process (parent_id) WHERE parent_id IS NOT NULL;

-- What each step did, never changed: "ENTERED check", in order.
CREATE TABLE process_step (
    process_id uuid NOT NULL,
    edition    int NOT NULL,                    -- that the step made
    at         timestamptz NOT NULL,
    actor      text NOT NULL,
    actor_role text NOT NULL,
    trail      text[] NOT NULL,
    PRIMARY KEY (process_id, edition)
);

-- Timers that run. The terms of tasks are not here: they stand in the tasks.
CREATE TABLE process_timer (
    process_id uuid NOT NULL,
    token      int NOT NULL,
    due        timestamptz NOT NULL,
    PRIMARY KEY (process_id, token)
);
CREATE INDEX process_timer_due ON process_timer (due);

-- Messages and signals that processes wait for.
CREATE TABLE process_subscription (
    process_id  uuid NOT NULL,
    token       int NOT NULL,
    kind        text NOT NULL CHECK (kind IN ('MESSAGE', 'SIGNAL')),
    name        text NOT NULL,
    correlation text,                           -- that a message must carry; NULL: any
    PRIMARY KEY (process_id, token, kind, name)
);
CREATE INDEX process_subscription_name ON process_subscription (kind, name, correlation);

-- What a step asked of others: made in its transaction, carried out by a job until it is done.
CREATE TABLE errand (
    errand_id  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind       text NOT NULL,                   -- see errands.h
    process_id uuid NOT NULL,                   -- that asked
    token      int NOT NULL,
    name       text NOT NULL,                   -- message, signal, operation, regulation
    detail     text NOT NULL,                   -- correlation, target, binding, code of an error
    payload    json,                            -- variables
    made       timestamptz NOT NULL,
    not_before timestamptz NOT NULL,
    tries      int NOT NULL DEFAULT 0
);
CREATE INDEX errand_due ON errand (not_before, errand_id);

-- Tasks belong to a process now. A person may perform one too: then neither centre nor agency is named.
ALTER TABLE task
    DROP CONSTRAINT task_performer,
    ADD COLUMN process_id uuid,
    ADD COLUMN token int,
    ADD COLUMN name text NOT NULL DEFAULT '',
    ADD COLUMN role text NOT NULL DEFAULT '',
    ADD COLUMN operation text NOT NULL DEFAULT '',
    ADD COLUMN outcomes text[] NOT NULL DEFAULT '{}',
    ADD COLUMN due timestamptz,                 -- end of its term; the end of `due_on` when it has none of its own
    ALTER COLUMN application_id DROP NOT NULL,
    ALTER COLUMN application_number SET DEFAULT '',
    ALTER COLUMN service_code SET DEFAULT '';
CREATE INDEX task_process ON task (process_id, token);
-- Terms that run: whose end comes next.
CREATE INDEX task_due ON task (due) WHERE due IS NOT NULL AND NOT missed AND state IN ('OPEN', 'CLAIMED');

ALTER TABLE application
    DROP COLUMN steps,
    ADD COLUMN regulation text NOT NULL DEFAULT '',
    ADD COLUMN regulation_version int NOT NULL DEFAULT 0;
