-- Windows of all halls with the records they were loaded from.
SELECT centre_code, number, loaded FROM hall_window
