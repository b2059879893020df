-- What the newest version of a regulation begins with.
-- $1 text  MESSAGE or SIGNAL
-- $2 text  name
-- $3 text  code
-- $4 int4  version
-- $5 text  process
-- $6 text  element
INSERT INTO regulation_start (kind, name, code, version, process, element) VALUES ($1, $2, $3, $4, $5, $6)
