-- Applications whose term passed and is not yet on record, with the live task that answers for it.
-- $1 text[]  centres
-- $2 date  today
-- $3 int8  most of them
SELECT t.task_id, a.application_id, a.number, a.applicant_id, a.centre_code, a.status, a.planned_on, t.step,
       COALESCE(t.assignee, t.performer, '') AS assignee, COALESCE(t.centre_code, t.agency_code) AS place, a.planned_on AS due_on
FROM unnest($1::text[]) AS centre
CROSS JOIN LATERAL (
    SELECT application_id, number, applicant_id, centre_code, status, planned_on
    FROM application
    WHERE centre_code = centre AND closed IS NULL AND planned_on < $2 AND NOT missed
      AND planned_on < COALESCE(stopped_on, $2) AND suspended IS NULL
    ORDER BY planned_on
    LIMIT $3
) a
JOIN task t ON t.application_id = a.application_id AND t.state IN ('OPEN', 'CLAIMED')
LIMIT $3
