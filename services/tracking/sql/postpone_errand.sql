-- An errand that could not be done now.
-- $1 int8  errand id
-- $2 timestamptz  not before
UPDATE errand SET tries = tries + 1, not_before = $2 WHERE errand_id = $1
