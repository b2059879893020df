-- Reference data as records of six kinds: every version of each is kept, the last one counts. The daemon serves from
-- memory and reads these tables only when the catalogue's version has moved.

CREATE TABLE catalogue (
    one     boolean PRIMARY KEY DEFAULT true CHECK (one),
    version bigint NOT NULL                    -- of everything: grows with every load that changed something
);
INSERT INTO catalogue (version) VALUES (0);

CREATE TABLE record (
    kind       text NOT NULL CHECK (kind IN ('service', 'agency', 'centre', 'territory', 'classifier', 'calendar')),
    code       text NOT NULL,
    version    int NOT NULL CHECK (version > 0),
    load       bigint NOT NULL,                -- catalogue version that it came with
    withdrawn  boolean NOT NULL,               -- from this version on; content is then what it was last
    content    jsonb NOT NULL,                 -- proto3 JSON of the record's message
    changed    timestamptz NOT NULL DEFAULT now(),
    changed_by text NOT NULL,
    PRIMARY KEY (kind, code, version)
);
-- "What changed last?", newest first.
CREATE INDEX record_load ON record (load, kind, code);
