-- Halls with appointments that something may be due of.
-- $1 timestamptz  before
SELECT DISTINCT centre_code FROM appointment WHERE starts < $1 AND state IN ('RESERVED', 'CONFIRMED')
