-- Forgets outcomes older than two days: whoever repeats, repeats sooner.
-- alone
DELETE FROM request WHERE created < now() - interval '2 days'
