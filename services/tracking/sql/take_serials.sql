-- Takes a block of serials of a year.
-- $1 int4  year
-- $2 int8  how many
INSERT INTO serial (year, next) VALUES ($1, 1 + $2::int8)
ON CONFLICT (year) DO UPDATE SET next = serial.next + $2
RETURNING next - $2 AS first
