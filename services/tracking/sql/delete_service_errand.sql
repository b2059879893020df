-- What a step was still to ask of a service, when nobody waits for it any more.
-- $1 uuid  process id
-- $2 int4  token
DELETE FROM errand WHERE process_id = $1 AND token = $2 AND kind = 'SERVICE'
