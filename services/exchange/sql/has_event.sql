-- Whether a message id was used before.
-- $1 text  agency code
-- $2 uuid  message id
SELECT message_id FROM agency_event WHERE agency_code = $1 AND message_id = $2
