-- Complaint, for whoever may see it.
-- fills: okno.tracking.v1.Complaint
-- $1 uuid  complaint
-- $2 uuid  only of this applicant; NULL: of any
-- $3 text  only of this centre: taken in, about it, or considered there; NULL: of any
-- $4 text  only of this agency; NULL: of any
-- $5 text  not against this person; NULL: against any
-- $6 bool  pseudonyms instead of persons
-- $7 date  today
SELECT complaint_id, number, status, matter, topic, against, against_centre, against_agency, official, head, text, contacts,
       application_id, application_number, service_code, applicant_id,
       CASE WHEN $6::boolean THEN pseudonym ELSE applicant_name END AS applicant_name, representative_id, channel, centre_code,
       filed, register_by, registered_on, term_days, planned_on,
       (status = 'FILED' AND register_by < $7::date) OR (status = 'REGISTERED' AND planned_on < $7::date) AS overdue, missed,
       decider_role, decider_centre, decider_agency, decided, decided_by, answer, measures, answer_by, answered, offence,
       prosecutor_informed, withdrawn, operator, version::text AS etag
FROM complaint
WHERE complaint_id = $1
  AND ($2::uuid IS NULL OR applicant_id = $2)
  AND ($3::text IS NULL OR $3 IN (centre_code, against_centre, decider_centre))
  AND ($4::text IS NULL OR $4 IN (against_agency, decider_agency))
  AND ($5::text IS NULL OR official IS DISTINCT FROM $5)
