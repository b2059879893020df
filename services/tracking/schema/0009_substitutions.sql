-- Substitution of absent specialists (R207): who did whose work, by whose order, and when.

CREATE TABLE substitution (
    substitution_id uuid PRIMARY KEY,
    centre_code     text,                       -- of both; neither centre nor agency: the controlling organisation
    agency_code     text,
    absent          text NOT NULL,
    substitute      text NOT NULL CHECK (substitute <> absent),
    from_date       date NOT NULL,
    to_date         date NOT NULL CHECK (to_date >= from_date),
    reason          text NOT NULL,
    set_by          text NOT NULL,
    recorded        timestamptz NOT NULL
);
CREATE INDEX substitution_absent ON substitution (absent, to_date);
CREATE INDEX substitution_substitute ON substitution (substitute, to_date);
CREATE INDEX substitution_place ON substitution ((COALESCE(centre_code, agency_code, '')), substitution_id);

-- The end of one before its last day.
CREATE TABLE substitution_cancel (
    substitution_id uuid PRIMARY KEY REFERENCES substitution DEFERRABLE INITIALLY DEFERRED,
    on_date         date NOT NULL,              -- day from which it does not hold any more
    reason          text NOT NULL,
    cancelled_by    text NOT NULL,
    cancelled       timestamptz NOT NULL
);
CREATE TRIGGER keep_record BEFORE UPDATE OR DELETE ON substitution FOR EACH ROW EXECUTE FUNCTION keep_record();
CREATE TRIGGER keep_record BEFORE UPDATE OR DELETE ON substitution_cancel FOR EACH ROW EXECUTE FUNCTION keep_record();

-- Who stands in for whom, and on which days: none of those after it was cancelled.
CREATE VIEW stand_in AS
SELECT s.substitution_id, COALESCE(s.centre_code, s.agency_code, '') AS place, s.absent, s.substitute, s.from_date,
       LEAST(s.to_date, c.on_date - 1) AS to_date
FROM substitution s LEFT JOIN substitution_cancel c USING (substitution_id);

-- Guards the substitutions of a place: of two who set one at the same moment, one sees what the other set.
CREATE TABLE substitution_guard (
    place   text PRIMARY KEY,
    edition int NOT NULL
);

-- Who is stood in for, wherever it is told who did something.
ALTER TABLE movement ADD COLUMN in_place_of text NOT NULL DEFAULT '';
ALTER TABLE process_step ADD COLUMN in_place_of text NOT NULL DEFAULT '';
ALTER TABLE missed_term ADD COLUMN in_place_of text NOT NULL DEFAULT '';
ALTER TABLE task ADD COLUMN in_place_of text;
