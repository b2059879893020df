-- Records that stay: refusals, missed terms, and what was done about them.

-- Refusals, with the documents they named: what a first refusal did not name cannot be demanded later (210-ФЗ, ст. 7).

CREATE TABLE refusal (
    refusal_id     uuid PRIMARY KEY,
    application_id uuid NOT NULL,
    applicant_id   uuid NOT NULL,
    service_code   text NOT NULL,
    kind           text NOT NULL CHECK (kind IN ('ACCEPTANCE', 'SERVICE')),
    reason_code    text NOT NULL,
    documents      text[] NOT NULL,             -- kinds that it named
    refused_by     text NOT NULL,
    recorded       timestamptz NOT NULL
);
CREATE INDEX refusal_service ON refusal (applicant_id, service_code, recorded);

-- Documents demanded all the same, on one of the law's exceptions.
CREATE TABLE repeat_demand (
    demand_id      uuid PRIMARY KEY,
    application_id uuid NOT NULL,
    applicant_id   uuid NOT NULL,
    service_code   text NOT NULL,
    documents      text[] NOT NULL,
    ground         text NOT NULL,
    text           text NOT NULL,
    notice_number  text NOT NULL,               -- of the notice to the applicant
    notice_date    date NOT NULL,
    signed_by      text NOT NULL,               -- the head
    registered_by  text NOT NULL,
    recorded       timestamptz NOT NULL
);
CREATE INDEX repeat_demand_service ON repeat_demand (applicant_id, service_code, recorded);

-- What is on record stays as it was recorded, whoever is connected: also the owner of the schema.
CREATE FUNCTION keep_record() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are never changed', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER keep_record BEFORE UPDATE OR DELETE ON refusal FOR EACH ROW EXECUTE FUNCTION keep_record();
CREATE TRIGGER keep_record BEFORE UPDATE OR DELETE ON repeat_demand FOR EACH ROW EXECUTE FUNCTION keep_record();
CREATE TRIGGER keep_record BEFORE UPDATE OR DELETE ON movement FOR EACH ROW EXECUTE FUNCTION keep_record();
CREATE TRIGGER keep_record BEFORE UPDATE OR DELETE ON process_step FOR EACH ROW EXECUTE FUNCTION keep_record();

-- Missed terms of tasks that belong to no application are on record too.
ALTER TABLE missed_term DROP CONSTRAINT missed_term_pkey;
ALTER TABLE missed_term ALTER COLUMN application_id DROP NOT NULL, ADD PRIMARY KEY (task_id, kind);
CREATE INDEX missed_term_recorded ON missed_term (recorded, task_id);
CREATE INDEX missed_term_application ON missed_term (application_id) WHERE application_id IS NOT NULL;

-- Every missed term is the supervisor's business: what they found and did.
CREATE TABLE missed_term_answer (
    task_id     uuid NOT NULL,
    kind        text NOT NULL,
    text        text NOT NULL,
    answered_by text NOT NULL,
    answered    timestamptz NOT NULL,
    PRIMARY KEY (task_id, kind),
    FOREIGN KEY (task_id, kind) REFERENCES missed_term (task_id, kind)
);
CREATE TRIGGER keep_record BEFORE UPDATE OR DELETE ON missed_term FOR EACH ROW EXECUTE FUNCTION keep_record();
CREATE TRIGGER keep_record BEFORE UPDATE OR DELETE ON missed_term_answer FOR EACH ROW EXECUTE FUNCTION keep_record();
