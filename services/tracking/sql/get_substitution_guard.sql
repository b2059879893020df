-- Edition of a place's substitutions.
-- $1 text  centre or agency; '': the controlling organisation
SELECT edition FROM substitution_guard WHERE place = $1
