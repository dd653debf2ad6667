-- How many VMs of a rollout are where, counted as they move: whoever looks at a rollout of a million VMs reads some thousand sums
-- and no VM. Every statement that moves VMs appends what it changed, so that no two transactions wait for each other's sums; now and
-- then what was appended is folded into them. Both parts together are exact at any moment, for any snapshot.

alter table assignment add column gone boolean not null default false;
comment on column assignment.gone is 'Whether the VM was deleted';
update assignment a set gone = true from vm v where v.vm_id = a.vm_id and v.deleted;

create table tally (
    rollout_id text not null,
    phase      int not null,
    region     text not null,
    step       int not null,
    batch      int not null,
    state      text not null,
    hold       text not null,
    gone       boolean not null,
    n          int not null,
    primary key (rollout_id, phase, region, step, batch, state, hold, gone)
);
comment on column tally.hold is 'Empty where there is none';

create table tally_change (like tally);
create index tally_change_rollout on tally_change (rollout_id);

create view tally_now as
    select rollout_id, phase, region, step, batch, state, hold, gone, sum(n)::int as n
    from (select * from tally union all select * from tally_change) as parts
    group by rollout_id, phase, region, step, batch, state, hold, gone having sum(n) <> 0;

insert into tally select rollout_id, phase, region, step, batch, state, coalesce(hold, ''), gone, count(*) from assignment
    group by 1, 2, 3, 4, 5, 6, 7, 8;

create function tally_inserted() returns trigger language plpgsql as $$
begin
    insert into tally_change select rollout_id, phase, region, step, batch, state, coalesce(hold, ''), gone, count(*) from fresh
        group by 1, 2, 3, 4, 5, 6, 7, 8;
    return null;
end $$;

create function tally_updated() returns trigger language plpgsql as $$
begin
    insert into tally_change
    select rollout_id, phase, region, step, batch, state, hold, gone, sum(n) from (
        select rollout_id, phase, region, step, batch, state, coalesce(hold, '') as hold, gone, 1 as n from fresh
        union all select rollout_id, phase, region, step, batch, state, coalesce(hold, ''), gone, -1 from former) as moved
    group by 1, 2, 3, 4, 5, 6, 7, 8 having sum(n) <> 0;
    return null;
end $$;

create function tally_deleted() returns trigger language plpgsql as $$
begin
    insert into tally_change select rollout_id, phase, region, step, batch, state, coalesce(hold, ''), gone, -count(*) from former
        group by 1, 2, 3, 4, 5, 6, 7, 8;
    return null;
end $$;

create trigger tally_inserted after insert on assignment referencing new table as fresh for each statement execute function tally_inserted();
create trigger tally_updated after update on assignment referencing old table as former new table as fresh for each statement execute function tally_updated();
create trigger tally_deleted after delete on assignment referencing old table as former for each statement execute function tally_deleted();

-- A VM that is deleted while a plan is being written has an assignment that its deletion did not see. A plan is written in less than a
-- minute; for ten, whoever folds looks after it.
create table gone_vm (
    vm_id   text primary key,
    real_at timestamptz not null default clock_timestamp()
);

create function vm_gone() returns trigger language plpgsql as $$
begin
    insert into gone_vm (vm_id) values (new.vm_id) on conflict do nothing;
    update assignment set gone = true where vm_id = new.vm_id and not gone;
    return null;
end $$;

create trigger vm_gone_inserted after insert on vm for each row when (new.deleted) execute function vm_gone();
create trigger vm_gone_updated after update of deleted on vm for each row when (new.deleted and not old.deleted) execute function vm_gone();

-- One at a time; another one that comes meanwhile has nothing to do.
create function fold_tallies() returns void language plpgsql as $$
begin
    if not pg_try_advisory_xact_lock(hashtext('fold'), hashtext('tally')) then
        return;
    end if;
    update assignment a set gone = true from gone_vm g where g.vm_id = a.vm_id and not a.gone;
    delete from gone_vm where real_at < clock_timestamp() - interval '10 minutes';
    with moved as (delete from tally_change returning *)
    insert into tally as t
    select rollout_id, phase, region, step, batch, state, hold, gone, sum(n) from moved group by 1, 2, 3, 4, 5, 6, 7, 8 having sum(n) <> 0
    on conflict (rollout_id, phase, region, step, batch, state, hold, gone) do update set n = t.n + excluded.n;
    delete from tally where n = 0;
end $$;

-- VMs that join a rollout under way: only those that came to be orchestrated since it was last looked for any.
alter table vm add column joined xid8 not null default pg_current_xact_id();
comment on column vm.joined is 'The transaction in which it came to be orchestrated, or came at all';
create index vm_joined on vm (joined) where not deleted and patch_mode = 'AutomaticByPlatform';

create function vm_joins() returns trigger language plpgsql as $$
begin
    new.joined := pg_current_xact_id();
    return new;
end $$;

create trigger vm_joins before update on vm for each row when (old.patch_mode is distinct from new.patch_mode) execute function vm_joins();
