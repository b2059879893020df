-- The seal the next one builds on; number 0 before the first.
SELECT number, upper_txid::text AS upper_txid, upper_id, encode(sha256, 'hex') AS sha256
FROM audit_seal
UNION ALL SELECT 0, '0', 0, ''
ORDER BY 1 DESC
LIMIT 1
