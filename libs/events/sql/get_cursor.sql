-- How far a consumer has read.
-- $1 text  consumer
SELECT txid, id FROM event_cursor WHERE consumer = $1
