-- A power of attorney.
-- $1 uuid         id
-- $2 uuid         who is represented
-- $3 uuid         who acts
-- $4 text         basis
-- $5 text         number
-- $6 date         issued
-- $7 date         last day; NULL: until revoked
-- $8 text[]       codes of services; none: everything
-- $9 bool         may take the result
-- $10 timestamptz now
INSERT INTO representative (representative_id, applicant_id, representative_applicant_id, basis, number, issued,
                            valid_until, scope, may_receive, created)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
