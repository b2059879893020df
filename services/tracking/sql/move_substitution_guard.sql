-- One more substitution of a place, unless somebody else has set one since it was looked at.
-- $1 text  centre or agency; '': the controlling organisation
-- $2 int4  edition it was seen in, from 0
INSERT INTO substitution_guard (place, edition) VALUES ($1, 1)
ON CONFLICT (place) DO UPDATE SET edition = substitution_guard.edition + 1 WHERE substitution_guard.edition = $2
