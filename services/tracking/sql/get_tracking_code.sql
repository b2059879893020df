-- The code that opens an application to the public.
-- $1 text  number
SELECT tracking_code FROM application WHERE number = $1
