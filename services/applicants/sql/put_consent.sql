-- A consent, with its giver as the record has them now.
-- $1 uuid         id
-- $2 uuid         applicant
-- $3 text         purpose
-- $4 text         data
-- $5 text         actions
-- $6 date         last day; NULL: until withdrawn
-- $7 text         way of withdrawal
-- $8 text         form
-- $9 timestamptz  when
-- $10 uuid        representative who gave it; NULL: the applicant
INSERT INTO consent (consent_id, applicant_id, purpose, data, actions, valid_until, way_of_withdrawal, form, given,
                     representative_id, subject)
SELECT $1, applicant_id, $3, $4, $5, $6, $7, $8, $9, $10,
       jsonb_build_object('fullName', full_name, 'contacts', contacts,
                          'identityDocument', coalesce(body -> 'identityDocument', body #> '{person,identityDocument}'))
FROM applicant
WHERE applicant_id = $2
