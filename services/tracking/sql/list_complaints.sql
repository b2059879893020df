-- Complaints, newest first.
-- fills: okno.tracking.v1.Complaint
-- $1 uuid  only of this applicant; NULL: of any
-- $2 text  only of this centre: taken in, about it, or considered there; NULL: of any
-- $3 text  only of this agency; NULL: of any
-- $4 text  not against this person; NULL: against any
-- $5 bool  pseudonyms instead of persons
-- $6 date  today
-- $7 uuid  before this id
-- $8 text  status; NULL: any
-- $9 text  number; NULL: any
-- $10 uuid  about this application; NULL: about any
-- $11 text  topic; NULL: any
-- $12 text  about this centre or considered there; NULL: any
-- $13 text  about this agency or considered there; NULL: any
-- $14 date  filed on this day or later; NULL: whenever
-- $15 date  filed on this day or earlier; NULL: whenever
-- $16 bool  only those whose term is over
-- $17 bool  only those with signs of an offence
-- $18 int8  most rows
SELECT complaint_id, number, status, matter, topic, against, against_centre, against_agency, official, head, text, contacts,
       application_id, application_number, service_code, applicant_id,
       CASE WHEN $5::boolean THEN pseudonym ELSE applicant_name END AS applicant_name, representative_id, channel, centre_code,
       filed, register_by, registered_on, term_days, planned_on,
       (status = 'FILED' AND register_by < $6::date) OR (status = 'REGISTERED' AND planned_on < $6::date) AS overdue, missed,
       decider_role, decider_centre, decider_agency, decided, decided_by, answer, measures, answer_by, answered, offence,
       prosecutor_informed, withdrawn, operator, version::text AS etag
FROM complaint
WHERE complaint_id < $7
  AND ($1::uuid IS NULL OR applicant_id = $1)
  AND ($2::text IS NULL OR $2 IN (centre_code, against_centre, decider_centre))
  AND ($3::text IS NULL OR $3 IN (against_agency, decider_agency))
  AND ($4::text IS NULL OR official IS DISTINCT FROM $4)
  AND ($8::text IS NULL OR status = $8)
  AND ($9::text IS NULL OR number = $9)
  AND ($10::uuid IS NULL OR application_id = $10)
  AND ($11::text IS NULL OR topic = $11)
  AND ($12::text IS NULL OR $12 IN (against_centre, decider_centre))
  AND ($13::text IS NULL OR $13 IN (against_agency, decider_agency))
  AND ($14::date IS NULL OR filed_on >= $14)
  AND ($15::date IS NULL OR filed_on <= $15)
  AND (NOT $16::boolean OR (status = 'FILED' AND register_by < $6) OR (status = 'REGISTERED' AND planned_on < $6))
  AND (NOT $17::boolean OR offence)
ORDER BY complaint_id DESC
LIMIT $18
