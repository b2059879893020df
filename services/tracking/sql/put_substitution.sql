-- A new substitution.
-- $1 uuid  substitution id
-- $2 text  centre; NULL: none
-- $3 text  agency; NULL: none
-- $4 text  who is absent
-- $5 text  who stands in
-- $6 date  first day
-- $7 date  last day
-- $8 text  reason
-- $9 text  who set it
-- $10 timestamptz  now
INSERT INTO substitution (substitution_id, centre_code, agency_code, absent, substitute, from_date, to_date, reason,
                          set_by, recorded)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
