-- Asynchronous operations (rule V3). start_time and end_time are platform time, as shown; finished_at is real time and
-- decides when a finished operation may go: an accelerated platform clock must not take a result away from its caller.
CREATE TABLE operation (
    id          text PRIMARY KEY,
    kind        text        NOT NULL,
    subscription text       NOT NULL,
    namespace   text        NOT NULL,
    location    text        NOT NULL,
    resource_id text        NOT NULL,
    status      text        NOT NULL CHECK (status IN ('InProgress', 'Succeeded', 'Failed', 'Canceled')),
    start_time  timestamptz NOT NULL,
    end_time    timestamptz,
    result      jsonb,
    error       jsonb,
    finished_at timestamptz
);
CREATE INDEX operation_to_prune ON operation (finished_at) WHERE finished_at IS NOT NULL;
