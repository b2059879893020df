-- A seal; its number is unique, so of two replicas that seal at once one fails.
-- alone
-- $1 int8   number
-- $2 text   transaction of its last record
-- $3 int8   id of its last record
-- $4 int8   records covered
-- $5 bytea  SHA-256 over the seal before and the records
INSERT INTO audit_seal (number, upper_txid, upper_id, records, sha256)
VALUES ($1, $2::xid8, $3, $4, $5)
