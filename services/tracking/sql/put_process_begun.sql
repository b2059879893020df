-- What a process began with.
-- $1 uuid  process id
-- $2 text  MESSAGE or SIGNAL
-- $3 text  name
-- $4 text  correlation; NULL: none
-- $5 uuid  process that sent it; NULL: somebody outside
-- $6 timestamptz  now
INSERT INTO process_begun (process_id, kind, name, correlation, begun_by, begun) VALUES ($1, $2, $3, $4, $5, $6)
