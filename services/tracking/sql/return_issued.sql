-- The documents of an application that were not handed over go back to the agency.
-- $1 uuid  application
UPDATE issued_document SET state = 'RETURNED', version = version + 1 WHERE application_id = $1 AND state = 'REGISTERED'
