-- An applicant as changed, provided nobody changed it since it was read.
-- $1 uuid         id
-- $2 int8         version it was read as
-- $3 int2         kind
-- $4 jsonb        person, proprietor or entity
-- $5 jsonb        contacts
-- $6 jsonb        benefits
-- $7 text         note
-- $8 text         short name
-- $9 text         full name
-- $10 text        phone
-- $11 text        e-mail in small letters
-- $12 timestamptz when
UPDATE applicant
SET version = version + 1, kind = $3, body = $4, contacts = $5, benefits = $6, note = $7, display_name = $8,
    full_name = $9, phone = $10, email = $11, updated = $12
WHERE applicant_id = $1 AND version = $2
