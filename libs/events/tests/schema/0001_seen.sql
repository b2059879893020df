-- What the test's consumer did.
CREATE TABLE seen (id bigint NOT NULL, key text NOT NULL);
