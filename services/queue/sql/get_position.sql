-- How far the event log surely stands: every transaction below is over. Asked before a snapshot is taken, so that
-- reading on from here misses nothing.
SELECT pg_snapshot_xmin(pg_current_snapshot())::text::int8 - 1 AS txid
