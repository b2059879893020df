-- An identifier that the applicant no longer has.
-- $1 text  kind
-- $2 text  value in its normal form
-- $3 uuid  applicant
DELETE FROM identifier WHERE kind = $1 AND value = $2 AND applicant_id = $3
