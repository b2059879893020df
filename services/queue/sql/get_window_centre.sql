-- Where a window is.
-- $1 uuid  window id
SELECT centre_code FROM hall_window WHERE window_id = $1
