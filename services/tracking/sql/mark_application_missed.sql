-- Notes that the passing of an application's term is on record.
-- $1 uuid  application id
UPDATE application SET missed = true WHERE application_id = $1
