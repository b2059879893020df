-- Files by content: the same bytes are stored once, in the pieces they came in.
CREATE TABLE blob (
    sha256       text PRIMARY KEY,             -- hexadecimal
    size         bigint NOT NULL,
    content_type text NOT NULL,                -- as found in the content
    created      timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE blob_part (
    sha256 text NOT NULL REFERENCES blob DEFERRABLE INITIALLY DEFERRED,
    at     bigint NOT NULL,                    -- offset of its first byte
    data   bytea NOT NULL,
    PRIMARY KEY (sha256, at)
);
-- Scans and PDF are compressed already; stored plain, a piece is cut out without reading the whole.
ALTER TABLE blob_part ALTER COLUMN data SET STORAGE EXTERNAL;

-- Uploads under way, and those just finished, for whoever repeats the last piece.
CREATE TABLE blob_upload (
    upload  text PRIMARY KEY,
    begun   timestamptz NOT NULL DEFAULT now(),
    sha256  text                               -- once it is a blob
);
CREATE INDEX blob_upload_begun ON blob_upload (begun);
CREATE TABLE blob_upload_part (
    upload text NOT NULL,
    at     bigint NOT NULL,
    data   bytea NOT NULL,
    PRIMARY KEY (upload, at)
);
ALTER TABLE blob_upload_part ALTER COLUMN data SET STORAGE EXTERNAL;
