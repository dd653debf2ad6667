-- Whether anything that a look goes by has changed since another look: one row for each transaction that changed any of it. Looks ask
-- for transactions that were not over when the last one began, so that none is missed however long it took to commit.

create table touched (
    xid     xid8 not null default pg_current_xact_id(),
    real_at timestamptz not null default clock_timestamp()
);
create index touched_xid on touched (xid);
create index touched_real on touched (real_at);

create function touch() returns trigger language plpgsql as $$
begin
    insert into touched select where not exists (select from touched where xid = pg_current_xact_id());
    return null;
end $$;

-- Of assignments only what is counted matters; other statements touch it without effect all the time.
create trigger assignment_touched after insert on tally_change for each row execute function touch();
create trigger rollout_touched after insert or update or delete on rollout for each row execute function touch();
create trigger phase_touched after insert or update or delete on phase for each row execute function touch();
create trigger lane_touched after insert or update or delete on lane for each row execute function touch();
create trigger propagation_touched after insert or update or delete on propagation for each row execute function touch();
create trigger stop_touched after insert or delete on platform_stop for each row execute function touch();
create trigger flight_touched after insert or delete on in_flight for each row execute function touch();
create trigger hold_touched after insert or update or delete on set_hold for each row execute function touch();
create trigger pair_touched after insert or delete on pair_edge for each row execute function touch();
create trigger vm_inserted_touched after insert on vm for each statement execute function touch();
create trigger vm_updated_touched after update on vm for each row
    when ((old.deleted, old.subscription_id, old.region, old.zone, old.availability_set, old.update_domain, old.time_zone, old.patch_mode,
        old.enabled, old.power_state, old.agent_ready, old.tags)
        is distinct from (new.deleted, new.subscription_id, new.region, new.zone, new.availability_set, new.update_domain, new.time_zone,
        new.patch_mode, new.enabled, new.power_state, new.agent_ready, new.tags))
    execute function touch();

-- VMs whose order was refused a moment ago are asked again when some real time has passed.
create index assignment_refused on assignment (real_refused_at) where real_refused_at is not null;
