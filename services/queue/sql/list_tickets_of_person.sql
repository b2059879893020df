-- Tickets of a person in a hall on a day, for the limits.
-- $1 uuid  applicant id
-- $2 text  centre code
-- $3 date  day
SELECT ticket_id, purpose, state FROM ticket WHERE applicant_id = $1 AND day = $3 AND centre_code = $2
