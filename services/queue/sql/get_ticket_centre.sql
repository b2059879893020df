-- Where a ticket is.
-- $1 uuid  ticket id
SELECT centre_code FROM ticket WHERE ticket_id = $1
