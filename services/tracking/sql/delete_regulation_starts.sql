-- Forgets what a regulation begins with.
-- $1 text  code
DELETE FROM regulation_start WHERE code = $1
