-- What this service knows of VMs, by events (an older version never overwrites a newer one, and tombstones stay).
create table vm (
    vm_id             text primary key,
    version           bigint not null,
    deleted           boolean not null default false,
    resource_id       text not null,
    resource_key      text not null,
    subscription_id   text not null,
    resource_group    text not null default '',
    region            text not null default '',
    time_zone         text,
    patch_mode        text not null default '',
    power_state       text not null default 'unknown',
    agent_ready       boolean not null default false,
    has_extension     boolean not null default false,
    -- Platform time of the last VmChanged.
    changed_at        timestamptz not null default '-infinity',
    -- Platform time from which a periodic assessment may start; null: none is planned.
    next_periodic_at  timestamptz,
    -- Numbers the AssessmentCompleted messages of this VM.
    assessed_version  bigint not null default 0
);
-- Not unique: a VM's successor of the same name may be heard of before its own end is.
create index vm_resource on vm (resource_key) where not deleted;
create index vm_due on vm (next_periodic_at) where not deleted and next_periodic_at is not null;

-- Feature states in effect: as the last propagation carried them (rule F4).
create table propagation (
    subscription_id text not null,
    namespace       text not null,
    number          bigint not null,
    features        jsonb not null,
    primary key (subscription_id, namespace)
);

-- Off-peak hours by scope (rule U1); the scope '/' is the whole platform.
create table window_policy (
    scope        text primary key,
    version      bigint not null,
    window_start time not null,
    window_end   time not null
);

create table assessment (
    activity_id     text primary key,
    vm_id           text not null references vm (vm_id),
    trigger         text not null,
    state           text not null check (state in ('Queued', 'InProgress', 'Succeeded', 'Failed')),
    requested_at    timestamptz not null,
    -- Platform time after which the guest must not start; the scan fails when patience is over too.
    not_after       timestamptz,
    patience_until  timestamptz,
    started_at      timestamptz,
    ended_at        timestamptz,
    reboot_pending  boolean not null default false,
    critical_and_security int not null default 0,
    other           int not null default 0,
    patches         jsonb not null default '[]',
    error_code      text,
    error_message   text
);
comment on column assessment.patience_until is 'real time';
-- One scan per VM at a time, and at most one waiting for it to end.
create unique index assessment_in_progress on assessment (vm_id) where state = 'InProgress';
create unique index assessment_queued on assessment (vm_id) where state = 'Queued';
create index assessment_history on assessment (vm_id, requested_at desc);
create index assessment_overdue on assessment (not_after) where state = 'InProgress';

-- The operations that wait for an assessment; several may share one.
create table assessment_waiter (
    operation_id text primary key references operation (id) on delete cascade,
    activity_id  text not null references assessment (activity_id),
    api_version  text not null
);
create index assessment_waiter_activity on assessment_waiter (activity_id);
