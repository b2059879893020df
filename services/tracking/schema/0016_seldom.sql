-- What few readings of an application need. A sub-select is prepared for every execution of its statement, used or not; a
-- function costs something only where it is called.

ALTER TABLE application ADD COLUMN has_parts boolean NOT NULL DEFAULT false;  -- a bundle, once a service of it is registered
UPDATE application SET has_parts = true
WHERE application_id IN (SELECT parent_id FROM application WHERE parent_id IS NOT NULL);

-- Whether this one applied for another by this application. $1 the representative's own applicant id, $2 application id
CREATE FUNCTION represents(uuid, uuid) RETURNS boolean LANGUAGE sql STABLE
AS 'SELECT EXISTS (SELECT FROM representation WHERE representative_applicant_id = $1 AND application_id = $2)';

-- QueuePlace of an application that waits for a quota. $1 service, $2 agency, $3 since when, $4 application id,
-- $5 the place that the agency told; NULL: by the order of coming
CREATE FUNCTION place_in_queue(text, text, timestamptz, uuid, int4) RETURNS json LANGUAGE sql STABLE
AS $$
    SELECT json_build_object(
        'place', COALESCE($5, count(*) FILTER (WHERE (queued, application_id) <= ($3, $4))),
        'length', count(*),
        'since', to_char($3 AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
        'told', $5 IS NOT NULL)
    FROM application
    WHERE in_queue AND service_code = $1 AND agency_code = $2
$$;

-- BundleParts of a bundle. $1 its application id
CREATE FUNCTION parts_of(uuid) RETURNS json LANGUAGE sql STABLE
AS $$
    SELECT json_agg(json_build_object('applicationId', application_id, 'number', number, 'serviceCode', service_code,
                                      'serviceName', service_name, 'status', status, 'plannedOn', planned_on,
                                      'result', COALESCE(result, ''), 'refusalText', COALESCE(refusal_text, ''))
                    ORDER BY application_id)
    FROM application
    WHERE parent_id = $1
$$;
