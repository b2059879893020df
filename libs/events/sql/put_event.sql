-- Entries of the event log.
-- rows
-- $1 text[]   full name of the payload's message
-- $2 text[]   what it is about
-- $3 bytea[]  packed payload
INSERT INTO event (type, key, payload)
SELECT * FROM unnest($1::text[], $2::text[], $3::bytea[])
