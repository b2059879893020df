-- Halls where something is left of a day that is over.
-- $1 date  today
-- $2 timestamptz  its beginning
SELECT centre_code FROM ticket
WHERE day < $1 AND state IN ('ISSUED', 'WAITING', 'CALLED', 'SERVING', 'HELD', 'PARKED', 'POSTPONED', 'TRANSFERRED')
UNION
SELECT centre_code FROM session WHERE opened < $2 AND state <> 'CLOSED'
