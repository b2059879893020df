-- A new applicant.
-- rows
-- $1 uuid[]         id
-- $2 int4[]         kind
-- $3 jsonb[]        person, proprietor or entity
-- $4 jsonb[]        contacts
-- $5 jsonb[]        benefits
-- $6 text[]         note
-- $7 text[]         short name
-- $8 text[]         full name
-- $9 text[]         pseudonym
-- $10 text[]        phone
-- $11 text[]        e-mail in small letters
-- $12 timestamptz[] when
INSERT INTO applicant (applicant_id, kind, body, contacts, benefits, note, display_name, full_name, pseudonym, phone,
                       email, created, updated)
SELECT id, kind, body, contacts, benefits, note, display_name, full_name, pseudonym, phone, email, at, at
FROM unnest($1::uuid[], $2::int4[], $3::jsonb[], $4::jsonb[], $5::jsonb[], $6::text[], $7::text[], $8::text[],
            $9::text[], $10::text[], $11::text[], $12::timestamptz[])
     AS new (id, kind, body, contacts, benefits, note, display_name, full_name, pseudonym, phone, email, at)
