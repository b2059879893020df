-- Of those called on a day, how many waited no longer than the norm.
-- $1 text  centre code
-- $2 date  day
-- $3 int8  milliseconds of the norm
SELECT count(*) AS called, count(*) FILTER (WHERE waited_ms <= $3) AS in_time
FROM ticket
WHERE centre_code = $1 AND day = $2 AND called IS NOT NULL
