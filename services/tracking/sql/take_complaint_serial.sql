-- Takes the next number of a year.
-- $1 int4  year
INSERT INTO complaint_serial (year, next) VALUES ($1, 2)
ON CONFLICT (year) DO UPDATE SET next = complaint_serial.next + 1
RETURNING next - 1 AS serial
