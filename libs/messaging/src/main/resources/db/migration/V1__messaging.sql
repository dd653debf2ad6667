-- Messages that were decided on but that the broker has not confirmed yet: written in the transaction of the change they
-- tell of, deleted when the broker has them. claimed_until is real time of the database.
CREATE TABLE outbox (
    id             uuid        PRIMARY KEY,
    address        text        NOT NULL,
    type           text        NOT NULL,
    subject        text        NOT NULL,
    body           text        NOT NULL,
    correlation_id text,
    traceparent    text,
    original_queue text,
    reason         text,
    created_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
    claimed_until  timestamptz,
    attempts       integer     NOT NULL DEFAULT 0
);
CREATE INDEX outbox_oldest_first ON outbox (created_at);

-- Messages whose effect is committed, per queue: one that comes again changes nothing.
CREATE TABLE inbox (
    message_id  text        NOT NULL,
    queue       text        NOT NULL,
    received_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (message_id, queue)
);
CREATE INDEX inbox_oldest_first ON inbox (received_at);
