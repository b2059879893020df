-- New applications.
-- rows
-- $1 uuid[]  application id
-- $2 text[]  number
-- $3 text[]  tracking code
-- $4 text[]  service code
-- $5 text[]  service name
-- $6 text[]  centre code
-- $7 text[]  agency code
-- $8 text[]  channel
-- $9 int2[]  scenario
-- $10 uuid[]  applicant id
-- $11 text[]  name to show
-- $12 text[]  pseudonym
-- $13 uuid[]  representative id
-- $14 text[]  representative's name to show
-- $15 text[]  documents, a JSON array
-- $16 text[]  answers, a JSON object
-- $17 text[]  who registered
-- $18 timestamptz[]  when it came
-- $19 date[]  day of registration
-- $20 int4[]  days of the term
-- $21 text[]  kind of the term
-- $22 date[]  planned date
-- $23 text[]  elements it waits in, an array literal
-- $24 text[]  status
-- $25 date[]  day it was sent to the agency
-- $26 date[]  day the clock stopped
-- $27 timestamptz[]  closed
-- $28 text[]  code of the refusal
-- $29 text[]  text of the refusal
-- $30 text[]  code of the regulation
-- $31 int4[]  its version
-- $32 uuid[]  bundle that it is a part of
-- $33 int4[]  status of ЕПГУ that the regulation shows
-- $34 int4[]  status of Moscow
-- $35 text[]  words
-- $36 bool[]  whether the clock stands
INSERT INTO application (application_id, number, tracking_code, service_code, service_name, centre_code, agency_code,
                         channel, scenario, applicant_id, applicant_name, pseudonym, representative_id,
                         representative_name, documents, answers, operator, submitted, registered_on, term_days,
                         term_kind, planned_on, waiting_in, status, sent_on, stopped_on, closed, refusal_code,
                         refusal_text, changed, regulation, regulation_version,
                         parent_id, epgu_status, moscow_status, status_text, held)
SELECT id, number, code, service, service_name, centre, agency, channel, scenario, applicant, name, pseudonym, rep,
       rep_name, documents::json, answers::json, operator, submitted, registered, days, kind, planned, waiting::text[],
       status, sent, stopped, closed, refusal, refusal_text, submitted, regulation, version, parent, epgu, moscow, words,
       held
FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::int2[],
            $10::uuid[], $11::text[], $12::text[], $13::uuid[], $14::text[], $15::text[], $16::text[], $17::text[],
            $18::timestamptz[], $19::date[], $20::int4[], $21::text[], $22::date[], $23::text[], $24::text[],
            $25::date[], $26::date[], $27::timestamptz[], $28::text[], $29::text[], $30::text[], $31::int4[], $32::uuid[],
            $33::int4[], $34::int4[], $35::text[], $36::bool[])
     AS row (id, number, code, service, service_name, centre, agency, channel, scenario, applicant, name, pseudonym,
             rep, rep_name, documents, answers, operator, submitted, registered, days, kind, planned, waiting,
             status, sent, stopped, closed, refusal, refusal_text, regulation, version, parent, epgu, moscow, words,
             held)
