-- Applications whose term passed and is not yet on record, with the live tasks that answer for it; where there is none,
-- because they wait for a request, a called process or a message, the centre answers.
-- $1 text[]  centres
-- $2 date  today
-- $3 int8  most of them
SELECT t.task_id, a.application_id, a.number, a.applicant_id, a.centre_code, a.status, a.planned_on,
       COALESCE(t.step, a.step) AS step, COALESCE(t.assignee, t.performer, '') AS assignee,
       COALESCE(t.centre_code, t.agency_code, a.centre_code) AS place, a.planned_on AS due_on
FROM (
    SELECT found.* FROM unnest($1::text[]) AS centre
    CROSS JOIN LATERAL (
        SELECT application_id, number, applicant_id, centre_code, status, planned_on,
               COALESCE(waiting_in[1], '') AS step
        FROM application
        WHERE centre_code = centre AND closed IS NULL AND planned_on < $2 AND NOT missed
          AND planned_on < COALESCE(stopped_on, $2) AND suspended IS NULL
        ORDER BY planned_on
        LIMIT $3
    ) found
    LIMIT $3
) a
LEFT JOIN task t ON t.application_id = a.application_id AND t.state IN ('OPEN', 'CLAIMED')
