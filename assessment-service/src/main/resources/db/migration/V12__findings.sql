-- What guests lack, each thing once: a million VMs share a few thousand patches, and mostly lack the same ones together.
create table patch (
    number          bigint generated always as identity primary key,
    -- Of everything below: the same patch told of differently is another row, so that results are shown as they were reported.
    digest          uuid not null unique,
    patch_id        text not null,
    name            text not null,
    version         text,
    kb_id           text,
    classifications text[] not null,
    critical_or_security boolean not null,
    reboot_behavior text not null,
    published_at    timestamptz
);
create index patch_kb on patch (kb_id) where kb_id is not null;

-- What some guest lacked at some time, as numbers of patches in their order.
create table finding (
    number  bigint generated always as identity primary key,
    digest  uuid not null unique,
    patches bigint[] not null,
    critical_and_security int not null,
    other   int not null,
    -- Real time; kept up to the day, so that those which nobody has any more can go.
    used_at timestamptz not null default clock_timestamp()
);
create index finding_patches on finding using gin (patches);
insert into finding (digest, patches, critical_and_security, other) values ('e3b0c442-98fc-1c14-9afb-f4c8996fb924', '{}', 0, 0);

-- The latest scan of each VM that succeeded.
create table latest (
    vm_id          text primary key,
    activity_id    text not null,
    started_at     timestamptz not null,
    ended_at       timestamptz not null,
    reboot_pending boolean not null,
    finding        bigint not null
) with (fillfactor = 85);
create index latest_finding on latest (finding, vm_id);

alter table vm
    add column name text not null default '',
    add column image text not null default '',
    add column assessment_mode text not null default '';
update vm set name = regexp_replace(resource_id, '^.*/', '');
-- VMs that are off or answer nobody wait here for nothing: there may be many, and every look would pass over them.
drop index vm_due;
create index vm_due on vm (next_periodic_at) where not deleted and agent_ready and power_state = 'running'
    and (patch_mode = 'AutomaticByPlatform' and has_extension or assessment_mode = 'AutomaticByPlatform');
create index vm_subscription on vm (subscription_id) where not deleted;

-- Takes over what there is. Patches were kept as JSON with each result.
alter table assessment add column finding bigint;
with reported as (
    select distinct p from assessment, jsonb_array_elements(patches) as p where state = 'Succeeded')
insert into patch (digest, patch_id, name, version, kb_id, classifications, critical_or_security, reboot_behavior, published_at)
select md5(p::text)::uuid, p ->> 'patchId', p ->> 'name', p ->> 'version', p ->> 'kbId',
    array(select jsonb_array_elements_text(p -> 'classifications')), (p -> 'classifications') ?| array['Critical', 'Security'],
    p ->> 'rebootBehavior', (p ->> 'publishedAt')::timestamptz
from reported;
with results as (
    select activity_id, critical_and_security, other,
        array(select c.number from jsonb_array_elements(patches) with ordinality as p(patch, place)
            join patch c on c.digest = md5(p.patch::text)::uuid order by place) as numbers
    from assessment where state = 'Succeeded'),
kept as (
    insert into finding (digest, patches, critical_and_security, other)
    select distinct on (numbers) md5(array_to_string(numbers, ','))::uuid, numbers, critical_and_security, other from results
    where numbers <> '{}' returning number, patches)
update assessment a set finding = coalesce(kept.number, 1)
from results left join kept on kept.patches = results.numbers where a.activity_id = results.activity_id;
insert into latest (vm_id, activity_id, started_at, ended_at, reboot_pending, finding)
select distinct on (a.vm_id) a.vm_id, a.activity_id, a.started_at, a.ended_at, a.reboot_pending, a.finding
from assessment a join vm v on v.vm_id = a.vm_id where a.state = 'Succeeded' and not v.deleted
order by a.vm_id, a.ended_at desc;
alter table assessment drop column patches, drop column critical_and_security, drop column other;

-- History is forgotten by its end; operations that waited have been answered long before.
create index assessment_ended on assessment (ended_at) where ended_at is not null;
alter table assessment_waiter drop constraint assessment_waiter_activity_id_fkey,
    add constraint assessment_waiter_activity_id_fkey foreign key (activity_id) references assessment (activity_id) on delete cascade;
