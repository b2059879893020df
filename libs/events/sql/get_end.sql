-- Where the log ends: every transaction below is over, so that reading on from here misses nothing that is not.
SELECT pg_snapshot_xmin(pg_current_snapshot())::text::int8 - 1 AS txid
