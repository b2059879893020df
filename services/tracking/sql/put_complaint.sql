-- A new complaint.
-- $1 uuid  complaint
-- $2 text  number
-- $3 text  status
-- $4 text  matter
-- $5 text  topic
-- $6 text  against whom
-- $7 text  centre it is about
-- $8 text  agency it is about
-- $9 text  official
-- $10 bool  who is the head
-- $11 text  text
-- $12 json  contacts
-- $13 uuid  application
-- $14 text  its number
-- $15 text  its service
-- $16 uuid  applicant
-- $17 text  name to show
-- $18 text  pseudonym
-- $19 uuid  representative
-- $20 text  channel
-- $21 text  centre where it was taken in
-- $22 text  who took it in
-- $23 timestamptz  now
-- $24 date  today
-- $25 date  last day for registering it
-- $26 date  day of registration; NULL: not yet
-- $27 int4  working days of its term
-- $28 date  last day of its term
-- $29 text  role of who considers it
-- $30 text  centre
-- $31 text  agency
INSERT INTO complaint (complaint_id, number, status, matter, topic, against, against_centre, against_agency, official, head,
                       text, contacts, application_id, application_number, service_code, applicant_id, applicant_name,
                       pseudonym, representative_id, channel, centre_code, operator, filed, filed_on, register_by,
                       registered_on, term_days, planned_on, decider_role, decider_centre, decider_agency)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25,
        $26, $27, $28, $29, $30, $31)
