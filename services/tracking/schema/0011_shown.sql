-- What the regulation shows of an application, and where it stands in a queue.

-- Codes and words as the regulation last showed them; NULL: those of the status.
ALTER TABLE application
    ADD COLUMN epgu_status int,
    ADD COLUMN moscow_status int,
    ADD COLUMN status_text text,
    ADD COLUMN queued timestamptz,              -- when it first stood in the queue for a quota or a place
    ADD COLUMN in_queue boolean NOT NULL DEFAULT false,
    ADD COLUMN queue_place int,                 -- that the agency told; NULL: by the time it stands there
    ADD COLUMN held boolean NOT NULL DEFAULT false; -- the clock stands: all wait for the applicant, or for a quota
CREATE INDEX application_queue ON application (service_code, agency_code, queued, application_id) WHERE in_queue;
