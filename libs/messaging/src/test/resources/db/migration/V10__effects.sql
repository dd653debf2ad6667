CREATE TABLE effect (activity text NOT NULL, correlation_id text NOT NULL);
