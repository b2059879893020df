-- The hash of a seal.
-- $1 int8  number
SELECT encode(sha256, 'hex') AS sha256
FROM audit_seal
WHERE number = $1
