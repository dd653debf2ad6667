-- The orchestrator's own picture of the fleet, fed by events. Instants are platform time unless a column says real.

create table vm (
    vm_id                text primary key,
    version              bigint not null,
    deleted              boolean not null default false,
    resource_id          text not null,
    subscription_id      text not null,
    resource_group       text not null default '',
    name                 text not null default '',
    region               text not null default '',
    zone                 text not null default '-',
    availability_set     text,
    update_domain        int,
    os_type              text not null default 'Windows',
    image                text,
    time_zone            text,
    patch_mode           text not null default 'Manual',
    reboot_setting       text not null default 'IfRequired',
    power_state          text not null default 'unknown',
    agent_ready          boolean not null default false,
    missing_requirements text[] not null default '{}',
    enabled              boolean not null default false,
    tags                 jsonb not null default '{}',
    changed_at           timestamptz not null,
    check ((availability_set is null) = (update_domain is null))
);
comment on table vm is 'One row per VM incarnation; deleted rows are tombstones and stay';
comment on column vm.zone is 'Availability zone, or - where the VM is in none';
create index vm_set on vm (availability_set) where availability_set is not null and not deleted;
create index vm_patched on vm (region, vm_id) where not deleted and patch_mode = 'AutomaticByPlatform';

-- Apart from vm: health may overtake the snapshot it belongs to, and neither may undo the other.
create table vm_health (
    vm_id       text primary key,
    version     bigint not null,
    health      text not null,
    observed_at timestamptz not null,
    boot_id     text
);

create table propagation (
    subscription_id text primary key,
    number          bigint not null,
    automatic       boolean not null,
    propagated_at   timestamptz not null
);
comment on column propagation.automatic is 'Whether InGuestAutoPatchVMPreview was registered when last propagated (rules F4, F5)';

create table assessment (
    vm_id                 text primary key,
    version               bigint not null,
    status                text not null,
    critical_and_security int not null,
    other                 int not null,
    last_modified_at      timestamptz not null
);
