-- An application has services of its own from now on.
-- $1 uuid  application id
UPDATE application SET has_parts = true WHERE application_id = $1 AND NOT has_parts
