-- An event that was received before.
-- fills: okno.exchange.v1.EventReceipt
-- $1 text  agency code
-- $2 uuid  message id
-- $3 text  digest of what was signed
SELECT message_id, request_id, state, received FROM agency_event WHERE agency_code = $1 AND message_id = $2 AND sha256 = $3
