-- A consumer's first cursor: the beginning of the log.
-- $1 text  consumer
INSERT INTO event_cursor (consumer, txid, id) VALUES ($1, 0, 0) ON CONFLICT DO NOTHING
