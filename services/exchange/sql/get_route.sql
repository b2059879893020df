-- The way to an agency.
-- fills: okno.exchange.v1.AgencyRoute
-- $1 text  agency code
SELECT agency_code, way, endpoint, signature, key_id, attempts, first_delay_seconds, longest_delay_seconds, timeout_seconds
FROM agency_route
WHERE agency_code = $1
