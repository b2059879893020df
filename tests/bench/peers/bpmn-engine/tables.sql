-- SPDX-License-Identifier: AGPL-3.0-or-later
-- What the durable variant of the peer keeps, in the schema :schema: keys, and no other index.
DROP SCHEMA IF EXISTS :schema CASCADE;
CREATE SCHEMA :schema;
SET search_path = :schema;
CREATE TABLE process (
    process_id uuid PRIMARY KEY,
    edition    int NOT NULL,
    state      text NOT NULL
);
CREATE TABLE process_step (
    process_id uuid NOT NULL,
    edition    int NOT NULL,
    at         timestamptz NOT NULL,
    trail      text[] NOT NULL,
    PRIMARY KEY (process_id, edition)
);
