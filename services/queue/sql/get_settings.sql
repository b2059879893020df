-- Settings of a hall.
-- $1 text  centre code
SELECT settings, version FROM hall_settings WHERE centre_code = $1
