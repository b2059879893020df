-- Ends a power of attorney that is not ended yet.
-- $1 uuid         representative
-- $2 timestamptz  when
-- $3 text         why
UPDATE representative SET revoked = $2, revoke_reason = $3
WHERE representative_id = $1 AND revoked IS NULL
