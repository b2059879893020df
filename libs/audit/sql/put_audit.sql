-- Audit records.
-- rows
-- $1 timestamptz[]  when
-- $2 text[]  CHANGE or READING
-- $3 text[]  method
-- $4 text[]  role
-- $5 text[]  subject
-- $6 text[]  centre or agency
-- $7 text[]  object
-- $8 text[]  reason
-- $9 text[]  trace
INSERT INTO audit_record (at, kind, method, role, subject, place, object, reason, trace)
SELECT * FROM unnest($1::timestamptz[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
                     $8::text[], $9::text[])
