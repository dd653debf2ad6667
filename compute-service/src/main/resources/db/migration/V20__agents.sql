-- Agents' side: guests, their credentials and goal states, the host feed, enablement, orders, health.
-- Lock order everywhere: virtual_machine (by vm_id), then the tables below, then agent.
-- Columns named real_* and *_heard_at are real time by the database's clock; every other instant is platform time.

CREATE SEQUENCE goal_revision;
CREATE SEQUENCE guest_revision;

-- One row per VM incarnation that exists. `revision` grows with every change of the VM's goal state.
CREATE TABLE agent (
    vm_id           uuid PRIMARY KEY,
    enrolment_token text,
    credential_hash bytea,
    revision        bigint      NOT NULL DEFAULT nextval('goal_revision'),
    real_revised_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    last_order      bigint      NOT NULL DEFAULT 0,
    assessed        boolean     NOT NULL DEFAULT false,
    power_at        timestamptz,
    power_heard_at  timestamptz
);
CREATE INDEX agent_by_revised ON agent (real_revised_at);

-- What hosts are told. `listed` is the feed's revision; rows without one were changed and get one when the next host asks,
-- one transaction at a time, so that a reader never passes over a row that commits late.
CREATE TABLE guest (
    vm_id      uuid PRIMARY KEY,
    descriptor jsonb   NOT NULL,
    deleted    boolean NOT NULL DEFAULT false,
    listed     bigint
);
CREATE INDEX guest_by_listed ON guest (listed);
CREATE INDEX guest_unlisted ON guest (vm_id) WHERE listed IS NULL;

-- The hottest table: no index on what heartbeats change, and room in each page for new row versions.
CREATE TABLE heartbeat (
    vm_id    uuid PRIMARY KEY,
    heard_at timestamptz NOT NULL,
    lapsed   boolean     NOT NULL DEFAULT false
) WITH (fillfactor = 60);

CREATE TABLE enablement (
    vm_id         uuid PRIMARY KEY,
    state         text        NOT NULL,
    activity_id   text,
    not_after     timestamptz,
    sequence      bigint      NOT NULL DEFAULT 0,
    retry_at      timestamptz,
    steps         integer     NOT NULL DEFAULT 0,
    due_at        timestamptz,
    entered_at    timestamptz NOT NULL,
    real_entered_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CHECK ((activity_id IS NULL) = (not_after IS NULL))
);
CREATE INDEX enablement_by_due ON enablement (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX enablement_under_way ON enablement (entered_at) WHERE state IN ('Installing', 'Updating', 'Assessing');

-- Orders to install. `goal` is what the guest gets.
CREATE TABLE installation_order (
    activity_id         text PRIMARY KEY,
    vm_id               uuid        NOT NULL,
    order_number        bigint      NOT NULL,
    rollout_id          text,
    fence_epoch         bigint      NOT NULL,
    not_after           timestamptz NOT NULL,
    verification_millis bigint      NOT NULL,
    goal                jsonb       NOT NULL,
    state               text        NOT NULL,
    sequence            bigint      NOT NULL DEFAULT 0,
    started_at          timestamptz,
    ended_at            timestamptz,
    due_at              timestamptz,
    real_overdue_since  timestamptz,
    correlation_id      text
);
-- One installation per VM at a time, whatever replicas do.
CREATE UNIQUE INDEX installation_order_open ON installation_order (vm_id) WHERE state IN ('Given', 'Started');
CREATE INDEX installation_order_by_due ON installation_order (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX installation_order_given ON installation_order (rollout_id) WHERE state = 'Given';

CREATE TABLE assessment_work (
    activity_id        text PRIMARY KEY,
    vm_id              uuid        NOT NULL,
    on_demand          boolean     NOT NULL,
    requested_at       timestamptz NOT NULL,
    not_after          timestamptz NOT NULL,
    open               boolean     NOT NULL,
    sequence           bigint      NOT NULL DEFAULT 0,
    started_at         timestamptz,
    due_at             timestamptz,
    real_overdue_since timestamptz,
    correlation_id     text
);
CREATE INDEX assessment_work_open ON assessment_work (vm_id) WHERE open;
CREATE INDEX assessment_work_by_due ON assessment_work (due_at) WHERE due_at IS NOT NULL;

-- Verification times (rule O3): open until the verdict.
CREATE TABLE verification (
    activity_id     text PRIMARY KEY,
    vm_id           uuid        NOT NULL,
    began_heard_at  timestamptz NOT NULL,
    until_at        timestamptz NOT NULL,
    verification_millis bigint  NOT NULL,
    reported_boot   text,
    reboot_expected boolean     NOT NULL,
    boot            text,
    last_heard_at   timestamptz,
    lapsed          boolean     NOT NULL DEFAULT false,
    verdict         text,
    correlation_id  text
);
CREATE UNIQUE INDEX verification_open ON verification (vm_id) WHERE verdict IS NULL;
CREATE INDEX verification_by_until ON verification (until_at) WHERE verdict IS NULL;

-- Rollouts' fences and off-peak hours, as the orchestrator last said.
CREATE TABLE fence (
    rollout_id text PRIMARY KEY,
    epoch      bigint NOT NULL
);
CREATE TABLE window_policy (
    scope      text PRIMARY KEY,
    start_time time   NOT NULL,
    end_time   time   NOT NULL,
    version    bigint NOT NULL
);
