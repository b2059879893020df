-- Moves applications on, unless somebody else has.
-- rows
-- $1 uuid[]  application id
-- $2 int4[]  version it was seen in
-- $3 timestamptz[]  now
-- $4 text[]  status
-- $5 text[]  status to return to
-- $6 text[]  steps it waits in, an array literal
-- $7 date[]  planned date
-- $8 int4[]  days it was extended by
-- $9 text[]  pauses, an array literal of dates
-- $10 timestamptz[]  suspended
-- $11 date[]  day the clock stopped
-- $12 date[]  sent to the agency
-- $13 date[]  result came
-- $14 date[]  issued
-- $15 timestamptz[]  closed
-- $16 text[]  code of the refusal
-- $17 text[]  text of the refusal
-- $18 text[]  result
-- $19 text[]  index of its case
-- $20 int4[]  status of ЕПГУ that the regulation shows
-- $21 int4[]  status of Moscow
-- $22 text[]  words
-- $23 timestamptz[]  when it first stood in the queue
-- $24 bool[]  whether it stands there
-- $25 int4[]  place that the agency told
-- $26 bool[]  whether all wait for the applicant or a quota
UPDATE application
SET version = application.version + 1, changed = row.at, status = row.status, resume_status = row.resume_status,
    waiting_in = row.waiting_in::text[], planned_on = row.planned_on, extended_days = row.extended_days,
    pauses = row.pauses::date[], suspended = row.suspended, stopped_on = row.stopped_on, sent_on = row.sent_on,
    result_on = row.result_on, issued_on = row.issued_on, closed = row.closed, refusal_code = row.refusal_code,
    refusal_text = row.refusal_text, result = row.result, case_file = row.case_file,
    epgu_status = row.epgu, moscow_status = row.moscow, status_text = row.words, queued = row.queued,
    in_queue = row.in_queue, queue_place = row.place, held = row.held
FROM unnest($1::uuid[], $2::int4[], $3::timestamptz[], $4::text[], $5::text[], $6::text[], $7::date[], $8::int4[],
            $9::text[], $10::timestamptz[], $11::date[], $12::date[], $13::date[], $14::date[], $15::timestamptz[],
            $16::text[], $17::text[], $18::text[], $19::text[], $20::int4[], $21::int4[], $22::text[],
            $23::timestamptz[], $24::bool[], $25::int4[], $26::bool[])
     AS row (id, version, at, status, resume_status, waiting_in, planned_on, extended_days, pauses, suspended,
             stopped_on, sent_on, result_on, issued_on, closed, refusal_code, refusal_text, result, case_file, epgu,
             moscow, words, queued, in_queue, place, held)
WHERE application_id = row.id AND application.version = row.version
