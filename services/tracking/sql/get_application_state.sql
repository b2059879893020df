-- What moves an application beside what is shown of it.
-- $1 uuid  application id
SELECT version, resume_status, term_days, term_kind, extended_days, array_to_string(pauses, ',') AS pauses,
       suspended, stopped_on, sent_on, result_on, issued_on, pseudonym,
       epgu_status, moscow_status, status_text, (extract(epoch FROM queued) * 1000000)::int8 AS queued_us,
       in_queue::int AS in_queue, queue_place, held::int AS held, applicant_id, applicant_name, representative_id, representative_name
FROM application
WHERE application_id = $1
