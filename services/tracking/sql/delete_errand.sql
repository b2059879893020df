-- An errand that is done.
-- $1 int8  errand id
DELETE FROM errand WHERE errand_id = $1
