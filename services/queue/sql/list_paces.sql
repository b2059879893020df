-- Observed service times of a hall's groups.
-- $1 text  centre code
SELECT group_code, observed, deciles FROM pace WHERE centre_code = $1
