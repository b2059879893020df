-- Journal of complaints of a period, in the order in which they came.
-- fills: okno.tracking.v1.Complaint
-- $1 text  only of this centre: taken in, about it, or considered there; NULL: of any
-- $2 text  only of this agency; NULL: of any
-- $3 text  not against this person; NULL: against any
-- $4 bool  pseudonyms instead of persons
-- $5 date  today
-- $6 date  filed on this day or later
-- $7 date  filed on this day or earlier
-- $8 int8  most rows
SELECT complaint_id, number, status, matter, topic, against, against_centre, against_agency, official, head, text, contacts,
       application_id, application_number, service_code, applicant_id,
       CASE WHEN $4::boolean THEN pseudonym ELSE applicant_name END AS applicant_name, representative_id, channel, centre_code,
       filed, register_by, registered_on, term_days, planned_on,
       (status = 'FILED' AND register_by < $5::date) OR (status = 'REGISTERED' AND planned_on < $5::date) AS overdue, missed,
       decider_role, decider_centre, decider_agency, decided, decided_by, answer, measures, answer_by, answered, offence,
       prosecutor_informed, withdrawn, operator, version::text AS etag
FROM complaint
WHERE filed_on BETWEEN $6 AND $7
  AND ($1::text IS NULL OR $1 IN (centre_code, against_centre, decider_centre))
  AND ($2::text IS NULL OR $2 IN (against_agency, decider_agency))
  AND ($3::text IS NULL OR official IS DISTINCT FROM $3)
ORDER BY filed_on, complaint_id
LIMIT $8
