-- Names that are spelt nearly as asked are found by trigrams. A trusted extension: the database's owner may create it.
CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;

-- Who comes to the window. What statements look at has columns; the rest is the message's part in proto3 JSON.
CREATE TABLE applicant (
    applicant_id uuid PRIMARY KEY,
    kind         smallint NOT NULL CHECK (kind BETWEEN 1 AND 3),  -- CheckApplicantResponse.Kind
    version      bigint NOT NULL DEFAULT 1,
    body         jsonb NOT NULL,               -- Person, SoleProprietor or LegalEntity
    contacts     jsonb,
    benefits     jsonb NOT NULL,
    note         text NOT NULL,
    display_name text NOT NULL,                -- «Иванов И. И.»
    full_name    text NOT NULL,
    pseudonym    text NOT NULL,                -- «Заявитель 7К4-2М9»
    phone        text,                         -- E.164
    email        text,                         -- in small letters
    created      timestamptz NOT NULL,
    updated      timestamptz NOT NULL,
    CONSTRAINT applicant_pseudonym UNIQUE (pseudonym)
);
CREATE INDEX applicant_phone ON applicant (phone) WHERE phone IS NOT NULL;
CREATE INDEX applicant_email ON applicant (email) WHERE email IS NOT NULL;

-- A row as message Applicant has it.
CREATE VIEW applicant_message AS
SELECT applicant_id,
       CASE kind WHEN 1 THEN body END AS person,
       CASE kind WHEN 2 THEN body END AS sole_proprietor,
       CASE kind WHEN 3 THEN body END AS legal_entity,
       contacts, benefits, pseudonym, created, updated, version AS etag, note
FROM applicant;

-- Strong identifiers in their one spelling: whoever has one is that applicant.
CREATE TABLE identifier (
    kind         text NOT NULL,                -- 'SNILS', 'INN', 'OGRN', 'OGRNIP', 'DOCUMENT'
    value        text NOT NULL,                -- of a document: "01:4500 123456"
    applicant_id uuid NOT NULL REFERENCES applicant DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT identifier_unique PRIMARY KEY (kind, value)
);

-- Every word of a name, with the whole name beside it: a range of this index is "names with a word that begins so", in
-- order, and the rest of the question is answered without looking anywhere else. Written and deleted by key only, with
-- its applicant: a foreign key would only cost.
CREATE TABLE applicant_word (
    word         text COLLATE "C" NOT NULL,
    name         text COLLATE "C" NOT NULL,    -- all words, a blank before each
    applicant_id uuid NOT NULL,
    PRIMARY KEY (word, name, applicant_id)
);
-- Which words are common decides by which of them a search is led.
ALTER TABLE applicant_word ALTER word SET STATISTICS 1000;

-- Each word once: what a misspelt one may have meant. Words stay when the last who had them changes their name.
CREATE TABLE known_word (
    word text COLLATE "C" PRIMARY KEY
);
CREATE INDEX known_word_trigrams ON known_word USING gin (word public.gin_trgm_ops);

-- Who made a record what it was: a row for every version. `before` is the record as it stood until then.
CREATE TABLE applicant_change (
    applicant_id uuid NOT NULL REFERENCES applicant DEFERRABLE INITIALLY DEFERRED,
    version      bigint NOT NULL,              -- that the change made; 1 is the registration
    at           timestamptz NOT NULL,
    actor        text NOT NULL,
    role         text NOT NULL,
    place        text NOT NULL,                -- centre of the actor
    fields       text[] NOT NULL,              -- paths of what changed
    before       jsonb,
    PRIMARY KEY (applicant_id, version)
);

CREATE TABLE representative (
    representative_id           uuid PRIMARY KEY,
    applicant_id                uuid NOT NULL REFERENCES applicant DEFERRABLE INITIALLY DEFERRED,
    representative_applicant_id uuid NOT NULL REFERENCES applicant DEFERRABLE INITIALLY DEFERRED,
    basis                       text NOT NULL,
    number                      text NOT NULL,
    issued                      date NOT NULL,
    valid_until                 date,
    scope                       text[] NOT NULL,
    may_receive                 boolean NOT NULL,
    revoked                     timestamptz,
    revoke_reason               text,
    created                     timestamptz NOT NULL,
    CHECK (representative_applicant_id <> applicant_id),
    CHECK (valid_until >= issued)
);
CREATE INDEX representative_of ON representative (applicant_id, created);

-- Written consent with the particulars of 152-ФЗ art. 9 part 4. Who gave it is kept as they were on that day.
CREATE TABLE consent (
    consent_id        uuid PRIMARY KEY,
    applicant_id      uuid NOT NULL REFERENCES applicant DEFERRABLE INITIALLY DEFERRED,
    purpose           text NOT NULL,
    data              text NOT NULL,
    actions           text NOT NULL,
    valid_until       date,
    way_of_withdrawal text NOT NULL,
    form              text NOT NULL,
    given             timestamptz NOT NULL,
    withdrawn         timestamptz,
    representative_id uuid REFERENCES representative DEFERRABLE INITIALLY DEFERRED,
    subject           jsonb NOT NULL           -- name, identity document and address of the day
);
CREATE INDEX consent_of ON consent (applicant_id, given);

-- One history over all channels. Not tied to applicant by a foreign key: an event of another service is never refused.
CREATE TABLE interaction (
    interaction_id uuid PRIMARY KEY,
    applicant_id   uuid NOT NULL,
    at             timestamptz NOT NULL,
    channel        text NOT NULL,
    kind           text NOT NULL,
    summary        text NOT NULL,
    application_id uuid,
    centre_code    text NOT NULL,
    actor          text NOT NULL
);
CREATE INDEX interaction_newest ON interaction (applicant_id, at DESC, interaction_id DESC);
