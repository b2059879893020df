-- SPDX-License-Identifier: AGPL-3.0-or-later
-- The bare rows of an application, for the peers: psql -v schema=NAME -f bare_rows.sql
-- Nothing beside the primary keys is indexed; every step that is left out here makes the peer faster, not ours.
DROP SCHEMA IF EXISTS :schema CASCADE;
CREATE SCHEMA :schema;
SET search_path = :schema;

CREATE TABLE application (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    number        text GENERATED ALWAYS AS ('0001-9300001-067201-' || lpad(id::text, 8, '0') || '/26') STORED,
    service_code  text NOT NULL,
    applicant_id  uuid NOT NULL,
    centre_code   text NOT NULL,
    channel       text NOT NULL,
    scenario      smallint NOT NULL,
    status        text NOT NULL DEFAULT 'REGISTERED',
    registered_at timestamptz NOT NULL DEFAULT now(),
    planned_on    date NOT NULL DEFAULT current_date + 10,
    documents     json NOT NULL,
    answers       json NOT NULL
);

CREATE TABLE application_history (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    application_id bigint NOT NULL,
    at             timestamptz NOT NULL DEFAULT now(),
    actor          text NOT NULL,
    action         text NOT NULL
);

CREATE TABLE outbox (
    id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    topic   text NOT NULL,
    payload json NOT NULL,
    at      timestamptz NOT NULL DEFAULT now()
);
