-- Whoever applies by themself is no operator: nobody has taken their application in.
UPDATE application a SET operator = ''
WHERE EXISTS (SELECT FROM movement m
              WHERE m.application_id = COALESCE(a.parent_id, a.application_id) AND m.action = 'REGISTERED'
                AND m.actor_role = 'APPLICANT' AND m.actor = a.operator);
