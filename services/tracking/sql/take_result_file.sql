-- The file of a result is in the register now.
-- $1 uuid  application
-- $2 text  agency
DELETE FROM result_file WHERE application_id = $1 AND agency_code = $2
