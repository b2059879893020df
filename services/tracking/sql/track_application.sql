-- What the public may know of an application.
-- fills: okno.tracking.v1.TrackApplicationResponse
-- $1 text  number
SELECT number, service_name, status, registered_on, planned_on, centre_code, changed, suspended IS NOT NULL AS suspended
FROM application
WHERE number = $1
