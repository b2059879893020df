-- The event log. Identity values can commit out of order, transactions too: readers go by (txid, id) and only below
-- the oldest transaction still open, so that nothing appears behind a cursor.
CREATE TABLE event (
    id      bigint GENERATED ALWAYS AS IDENTITY,
    txid    xid8 NOT NULL DEFAULT pg_current_xact_id(),
    at      timestamptz NOT NULL DEFAULT now(),
    type    text NOT NULL,                     -- full name of the payload's message
    key     text NOT NULL,                     -- what it is about
    payload bytea NOT NULL,
    PRIMARY KEY (txid, id)
);

-- How far this schema's consumers have read the logs of others, moved in the transaction of their effects.
CREATE TABLE event_cursor (
    consumer text PRIMARY KEY,
    txid     bigint NOT NULL,
    id       bigint NOT NULL,
    moved    timestamptz NOT NULL DEFAULT now()
);
