-- Settings of all halls.
SELECT centre_code, settings::text AS settings FROM hall_settings
