-- Seals in their order.
SELECT number, upper_txid::text AS upper_txid, upper_id, records, encode(sha256, 'hex') AS sha256
FROM audit_seal
ORDER BY number
