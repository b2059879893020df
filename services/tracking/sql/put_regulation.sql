-- A version of a regulation.
-- $1 text  code
-- $2 int4  version
-- $3 text  name
-- $4 text  the file
-- $5 text  its SHA-256
-- $6 timestamptz  now
-- $7 text  who publishes it
INSERT INTO regulation (code, version, name, bpmn, sha256, published, publisher) VALUES ($1, $2, $3, $4, $5, $6, $7)
