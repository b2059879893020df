-- Who did or saw what, when, why. Ids only, no personal data.
CREATE TABLE audit_record (
    id      bigint GENERATED ALWAYS AS IDENTITY,
    txid    xid8 NOT NULL DEFAULT pg_current_xact_id(),
    at      timestamptz NOT NULL,
    kind    text NOT NULL CHECK (kind IN ('CHANGE', 'READING')),
    method  text NOT NULL,
    role    text NOT NULL,
    subject text NOT NULL,
    place   text NOT NULL,                     -- centre or agency of the subject
    object  text NOT NULL,                     -- "application:0190..."
    reason  text NOT NULL,
    trace   text NOT NULL,
    PRIMARY KEY (txid, id)
);

-- Seals: each covers the records in (previous upper, upper] by (txid, id) and the seal before it.
CREATE TABLE audit_seal (
    number     bigint PRIMARY KEY,
    upper_txid xid8 NOT NULL,
    upper_id   bigint NOT NULL,
    records    bigint NOT NULL,
    sha256     bytea NOT NULL,
    sealed     timestamptz NOT NULL DEFAULT now()
);
