-- Journal of registration of one centre and day, in the order of registration.
-- fills: okno.tracking.v1.JournalEntry
-- $1 text  centre
-- $2 date  day of registration
-- $3 uuid  from this id
-- $4 uuid  before this id
SELECT row_number() OVER (ORDER BY a.application_id) AS line, a.number, a.submitted AS at, a.applicant_name,
       a.representative_name, a.service_name, a.agency_code, a.channel, a.operator,
       json_array_length(a.documents) AS documents,
       (SELECT COALESCE(sum(COALESCE((d ->> 'sheets')::int, 0) * GREATEST(COALESCE((d ->> 'copies')::int, 1), 1)), 0)
        FROM json_array_elements(a.documents) d)::int AS sheets,
       a.planned_on, a.sent_on, a.result_on, a.issued_on, a.status,
       (SELECT string_agg(t.fields ->> 'register', ', ' ORDER BY t.finished)
        FROM task t
        WHERE t.application_id = a.application_id AND t.operation = 'hand-over' AND t.state = 'DONE'
          AND t.centre_code IS NOT NULL) AS register_number,
       CASE WHEN a.issued_on IS NULL THEN 'ISSUE_WAY_UNSPECIFIED'
            ELSE COALESCE((SELECT CASE WHEN t.outcome = 'POSTED' THEN 'BY_POST'
                                       WHEN t.fields ->> 'representativeId' <> '' THEN 'TO_REPRESENTATIVE'
                                       ELSE 'IN_PERSON' END
                           FROM task t
                           WHERE t.application_id IN (a.application_id, a.parent_id)
                             AND t.operation IN ('issue', 'refusal') AND t.state = 'DONE'
                             AND t.outcome IN ('ISSUED', 'HANDED', 'POSTED')
                           ORDER BY t.finished DESC
                           LIMIT 1), 'ELECTRONICALLY') END AS issue_way,
       CASE WHEN a.refusal_code IS NULL THEN '' ELSE a.refusal_code || ': ' || COALESCE(a.refusal_text, '') END AS note
FROM unnest('{REGISTERED,CHECKED,SENT,SUSPENDED,DECIDED,READY,ISSUED,REFUSED,ACCEPTANCE_REFUSED,WITHDRAWN}'::text[])
     AS wanted
CROSS JOIN LATERAL (
    SELECT application_id
    FROM application
    WHERE centre_code = $1 AND status = wanted AND application_id >= $3 AND application_id < $4 AND registered_on = $2
    OFFSET 0 -- a walk for each status, rather than one over the whole centre
) found
JOIN application a USING (application_id)
ORDER BY line
