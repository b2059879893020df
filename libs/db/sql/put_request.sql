-- Outcomes of repeatable writes; a repeat runs into the primary key.
-- rows
-- $1 text[]   caller: role, centre, agency, applicant, subject
-- $2 text[]   request id
-- $3 text[]   method
-- $4 bytea[]  SHA-256 of the packed request
-- $5 bytea[]  packed reply
INSERT INTO request (caller, request_id, method, request_sha256, reply)
SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::bytea[], $5::bytea[])
