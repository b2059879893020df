-- Whether it was noted which timers a regulation begins with.
-- $1 text  code
SELECT 1 AS noted FROM regulation_timer WHERE code = $1 LIMIT 1
