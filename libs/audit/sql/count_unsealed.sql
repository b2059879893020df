-- How many records stand after the last seal.
-- $1 text  transaction of the last seal
-- $2 int8  id of the last seal
SELECT count(*) AS n
FROM audit_record
WHERE (txid, id) > ($1::xid8, $2)
