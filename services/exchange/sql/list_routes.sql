-- The ways to agencies.
-- fills: okno.exchange.v1.AgencyRoute
SELECT agency_code, way, endpoint, signature, key_id, attempts, first_delay_seconds, longest_delay_seconds, timeout_seconds
FROM agency_route
ORDER BY agency_code
