-- The records a seal covers, in the order of the chain.
-- $1 text  transaction of the seal before
-- $2 int8  id of the seal before
-- $3 text  transaction of the seal
-- $4 int8  id of the seal
SELECT txid::text AS txid, id, extract(epoch FROM at)::text AS at, kind, method, role, subject, place, object, reason, trace
FROM audit_record
WHERE (txid, id) > ($1::xid8, $2) AND (txid, id) <= ($3::xid8, $4)
ORDER BY audit_record.txid, audit_record.id
