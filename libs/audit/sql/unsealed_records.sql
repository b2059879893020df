-- Records after the last seal that no transaction still open can get in between, in the order of the chain.
-- $1 text  transaction of the last seal
-- $2 int8  id of the last seal
-- $3 int4  most records
SELECT txid::text AS txid, id, extract(epoch FROM at)::text AS at, kind, method, role, subject, place, object, reason, trace
FROM audit_record
WHERE (txid, id) > ($1::xid8, $2)
  AND txid < pg_snapshot_xmin(pg_current_snapshot())
ORDER BY audit_record.txid, audit_record.id
LIMIT $3
