-- Strong identifiers; one that somebody has violates identifier_unique.
-- rows
-- $1 text[]  kind
-- $2 text[]  value in its normal form
-- $3 uuid[]  applicant
INSERT INTO identifier (kind, value, applicant_id)
SELECT * FROM unnest($1::text[], $2::text[], $3::uuid[])
