-- Takes back a consent that is not taken back yet.
-- $1 uuid         consent
-- $2 timestamptz  when
UPDATE consent SET withdrawn = $2
WHERE consent_id = $1 AND withdrawn IS NULL
