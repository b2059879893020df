-- A bundle of services (R81): one application, and for each of its services an application of its own.
ALTER TABLE application
    ADD COLUMN parent_id uuid;                  -- the bundle's application
CREATE INDEX application_parent ON application (parent_id, application_id) WHERE parent_id IS NOT NULL;
