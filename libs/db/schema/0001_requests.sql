-- Outcomes of repeatable writes: the reply that a repeat gets, stored in the transaction of the write.
CREATE TABLE request (
    caller         text NOT NULL,              -- role:subject, so that nobody meets another's keys
    request_id     text NOT NULL,
    method         text NOT NULL,
    request_sha256 bytea NOT NULL,             -- the same key with another request is a mistake
    reply          bytea NOT NULL,             -- packed
    created        timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (caller, request_id)
);
CREATE INDEX request_created ON request USING brin (created);

-- Periodic work: whoever moves the row on runs the job until its lease ends.
CREATE TABLE job (
    name    text PRIMARY KEY,
    holder  text NOT NULL,
    until   timestamptz NOT NULL,              -- end of the lease
    next_at timestamptz NOT NULL
);
