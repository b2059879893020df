-- Settings of halls.
-- rows
-- $1 text[]  centre code
-- $2 text[]  settings, a JSON object
-- $3 timestamptz[]  now
INSERT INTO hall_settings (centre_code, settings, changed)
SELECT code, settings::json, changed
FROM unnest($1::text[], $2::text[], $3::timestamptz[]) AS row (code, settings, changed)
ON CONFLICT (centre_code) DO UPDATE SET
    settings = excluded.settings, changed = excluded.changed, version = hall_settings.version + 1
