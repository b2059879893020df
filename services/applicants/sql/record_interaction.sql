-- One interaction, with an applicant that there is.
-- $1 uuid         id
-- $2 uuid         applicant
-- $3 timestamptz  when
-- $4 text         channel
-- $5 text         kind
-- $6 text         summary
-- $7 uuid         application; NULL: none
-- $8 text         centre
-- $9 text         who
INSERT INTO interaction (interaction_id, applicant_id, at, channel, kind, summary, application_id, centre_code, actor)
SELECT $1, applicant_id, $3, $4, $5, $6, $7, $8, $9 FROM applicant WHERE applicant_id = $2
