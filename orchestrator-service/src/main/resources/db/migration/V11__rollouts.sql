-- Releases, rollouts and their plans. Words of the state columns are the enums of dev.offpeak.orchestrator.domain.

create table release (
    name                   text primary key,
    published_at           timestamptz not null,
    max_patch_publish_date timestamptz not null,
    deadline               timestamptz not null,
    seed                   bigint not null,
    policy                 jsonb not null,
    created_at             timestamptz not null
);

create table rollout (
    id            text primary key,
    release_name  text not null unique references release (name),
    state         text not null,
    fence_epoch   bigint not null default 1,
    version       bigint not null default 1,
    created_at    timestamptz not null,
    planned_at    timestamptz,
    ended_at      timestamptz,
    forecast      jsonb,
    halt          jsonb
);
comment on column rollout.fence_epoch is 'Grows with every stop; orders of older epochs are void';
comment on column rollout.halt is 'The evidence of the latest halt; stays for the record when the rollout goes on';

create table phase (
    rollout_id text not null references rollout (id),
    number     int not null,
    state      text not null,
    started_at timestamptz,
    ended_at   timestamptz,
    primary key (rollout_id, number)
);

create table lane (
    rollout_id text not null references rollout (id),
    region     text not null,
    phase      int not null,
    state      text not null,
    step       int not null default 0,
    batch      int not null default 0,
    primary key (rollout_id, region)
);
comment on column lane.step is 'The open step and its open batch, from 1; 0 while waiting';

create table step (
    rollout_id text not null references rollout (id),
    region     text not null,
    number     int not null,
    zone       text not null,
    batches    int not null,
    primary key (rollout_id, region, number),
    unique (rollout_id, region, zone)
);
comment on table step is 'The turns of a lane: its zones, and - for the VMs that are in none';

create table assignment (
    rollout_id      text not null references rollout (id),
    vm_id           text not null,
    phase           int not null,
    region          text not null,
    step            int not null,
    zone            text not null,
    batch           int not null,
    state           text not null,
    attempts        int not null default 0,
    failed_windows  int not null default 0,
    last_activity   text,
    last_ordered_at timestamptz,
    last_error      text,
    refusals        int not null default 0,
    real_refused_at timestamptz,
    hold            text,
    hold_sentence   text,
    hold_until      timestamptz,
    held_since      timestamptz,
    changed_at      timestamptz not null,
    primary key (rollout_id, vm_id)
);
comment on column assignment.attempts is 'Orders that were not refused';
comment on column assignment.failed_windows is 'Tries in a row that failed; from three on the VM needs attention (rule I6)';
comment on column assignment.hold is 'Why no order may be given now, as last decided; empty in flight and after success';
create index assignment_place on assignment (rollout_id, phase, region, step, batch, state);
create index assignment_vm on assignment (vm_id);

create sequence installation_change;

create table installation (
    activity_id       text primary key,
    vm_id             text not null,
    rollout_id        text,
    region            text not null,
    order_number      bigint not null,
    attempt           int not null,
    fence_epoch       bigint not null,
    issued_at         timestamptz not null,
    not_after         timestamptz not null,
    sequence          bigint not null default 0,
    started_at        timestamptz,
    reported_at       timestamptz,
    ended_at          timestamptz,
    end_status        text,
    reboot_status     text not null default 'Unknown',
    window_exceeded   boolean not null default false,
    not_selected      int not null default 0,
    excluded          int not null default 0,
    pending           int not null default 0,
    installed         int not null default 0,
    failed            int not null default 0,
    failed_patches    text[] not null default '{}',
    error_code        text,
    error_message     text,
    verdict           text,
    verdict_at        timestamptz,
    verdict_why       text,
    concluded_at      timestamptz,
    state             text not null,
    real_overdue      timestamptz,
    late_reports      int not null default 0
);
comment on column installation.real_overdue is 'Real time at which nothing had come although everything should have (rule O7)';
comment on column installation.late_reports is 'Reports that came after the end; they change nothing else';
create index installation_vm on installation (vm_id, order_number);
create index installation_rollout on installation (rollout_id, region) where concluded_at is not null;
