-- What the methods and jobs of the test write.
CREATE TABLE note (id text PRIMARY KEY);
