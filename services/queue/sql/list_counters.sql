-- Last numbers of a hall's groups, of this day and its neighbours (days begin at midnight of the centres' zone).
-- $1 text  centre code
SELECT group_code, day, last FROM group_counter WHERE centre_code = $1 AND day >= current_date - 1
