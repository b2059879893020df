-- What calls of the test change.
CREATE TABLE note (text text NOT NULL);
