-- Entries after a cursor, below the oldest transaction still open: nothing can appear behind what is shown.
-- fills: okno.events.v1.Event
-- $1 int8  transaction of the cursor
-- $2 int8  id of the cursor
-- $3 int4  most entries
SELECT txid::text::int8 AS txid, id, at, type, key, payload
FROM event
WHERE (txid, id) > ($1::text::xid8, $2)
  AND txid < pg_snapshot_xmin(pg_current_snapshot())
ORDER BY event.txid, event.id
LIMIT $3
