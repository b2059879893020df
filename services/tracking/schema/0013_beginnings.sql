-- Processes that begin with a message or a signal.

-- What the newest version of each regulation begins with. A message begins one regulation, a signal any number.
CREATE TABLE regulation_start (
    kind    text NOT NULL CHECK (kind IN ('MESSAGE', 'SIGNAL')),
    name    text NOT NULL,
    code    text NOT NULL,
    version int NOT NULL,
    process text NOT NULL,                      -- of the file of that version
    element text NOT NULL,                      -- start event, or receive task that instantiates
    PRIMARY KEY (kind, name, code, process)
);
CREATE UNIQUE INDEX regulation_start_message ON regulation_start (name) WHERE kind = 'MESSAGE';
CREATE INDEX regulation_start_code ON regulation_start (code);

-- What each began with: never twice with a message of the same name and correlation.
CREATE TABLE process_begun (
    process_id  uuid PRIMARY KEY,
    kind        text NOT NULL,
    name        text NOT NULL,
    correlation text,
    begun_by    uuid,                           -- process that sent or threw it; NULL: somebody outside
    begun       timestamptz NOT NULL
);
CREATE UNIQUE INDEX process_begun_once ON process_begun (name, correlation)
    WHERE kind = 'MESSAGE' AND correlation IS NOT NULL;
