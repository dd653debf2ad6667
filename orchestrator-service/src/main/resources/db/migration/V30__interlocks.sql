-- The interlocks (rules O2, O4, O6, O7). Whatever a plan says, however many replicas race: the database refuses.
--
-- in_flight holds one row per order from its dispatch to its verdict. Inserting a row claims, in this order, every pair edge of
-- its region, its region and its availability set in busy; deleting it frees them. A claim is one upsert, so two transactions
-- that want the same key wait for each other and then see each other; keys are claimed in one order everywhere, and no
-- transaction touches two regions, so they do not wait in a circle.
--
-- Refusals have SQLSTATEs of their own; DETAIL names the holder:
--   OP001 a paired region is in flight           OP004 the set's share is used up
--   OP002 another zone of the region is          OP005 the set is held by an unhealthy peer
--   OP003 another update domain of the set is    OP006 the VM has an installation already (23505 outside take_slots)
--   OP007 a pair edge may not change while one of its regions is in flight
--   OP008 an order in flight never changes       OP009 the VM is gone, or wants no order

create table pair_edge (
    first  text not null,
    second text not null,
    primary key (first, second),
    check (first < second)
);

create table in_flight (
    vm_id            text primary key,
    activity_id      text not null unique,
    rollout_id       text,
    subscription_id  text not null,
    region           text not null,
    zone             text not null,
    availability_set text,
    update_domain    int,
    ordered_at       timestamptz not null,
    not_after        timestamptz not null,
    end_by           timestamptz not null,
    check ((availability_set is null) = (update_domain is null))
);
comment on column in_flight.end_by is 'Platform time from which the orchestrator may end the order by name (rule O7)';
create index in_flight_region on in_flight (region);
create index in_flight_overdue on in_flight (end_by);

create table in_flight_history (
    id               bigint generated always as identity primary key,
    real_at          timestamptz not null default clock_timestamp(),
    event            text not null check (event in ('Claimed', 'Freed')),
    vm_id            text not null,
    activity_id      text not null,
    rollout_id       text,
    subscription_id  text not null,
    region           text not null,
    zone             text not null,
    availability_set text,
    update_domain    int,
    ordered_at       timestamptz not null,
    not_after        timestamptz not null
);

create table busy (
    kind  text not null,
    key   text not null,
    value text not null,
    n     int not null,
    cap   int not null,
    primary key (kind, key),
    check (n >= 0),
    check (n <= cap)
);
comment on table busy is 'kind pair: key edge, value region; kind region: key region, value zone; kind set: key set, value update domain';

create table set_hold (
    availability_set text not null,
    vm_id            text not null,
    since            timestamptz not null,
    real_since       timestamptz not null default clock_timestamp(),
    why              text not null,
    primary key (availability_set, vm_id)
);
comment on table set_hold is 'Peers of a VM whose order ended without good health wait until it is healthy, deleted or released (rule O7)';
create index set_hold_vm on set_hold (vm_id);

-- One claim. The upsert takes the row lock, and its WHERE judges the row as the last committed transaction left it.
create function claim_busy(a_kind text, a_key text, a_value text, a_cap int, a_state text, a_who text) returns void
language plpgsql as $$
declare
    held record;
begin
    insert into busy as b (kind, key, value, n, cap) values (a_kind, a_key, a_value, 1, a_cap)
    on conflict (kind, key) do update set n = b.n + 1, cap = excluded.cap
        where b.value = excluded.value and b.n < excluded.cap;
    if found then
        return;
    end if;
    select value, n into held from busy where kind = a_kind and key = a_key;
    if a_kind = 'set' and held.value = a_value then
        a_state := 'OP004';
    end if;
    raise exception using errcode = a_state,
        message = format('%s waits: %s %s is held by %s with %s in flight', a_who, a_kind, a_key, held.value, held.n),
        detail = held.value;
end $$;

create function free_busy(a_kind text, a_key text) returns void language plpgsql as $$
begin
    update busy set n = n - 1 where kind = a_kind and key = a_key;
    delete from busy where kind = a_kind and key = a_key and n = 0;
end $$;

-- What fraction of a set may be in flight: 20 %, and one by one below 10 (rule O6).
create function set_cap(a_set text) returns int language sql stable as $$
    select case when count(*) < 10 then 1 else (count(*) / 5)::int end from vm where availability_set = a_set and not deleted
$$;

create function in_flight_claim() returns trigger language plpgsql as $$
declare
    edge record;
    peer record;
begin
    -- Shared with every other order, exclusive for a change of the pairs: edges stand still while a row is claimed.
    perform pg_advisory_xact_lock_shared(hashtext('pair_edge'));
    for edge in select first || '|' || second as key from pair_edge where new.region in (first, second) order by 1 loop
        perform claim_busy('pair', edge.key, new.region, 2147483647, 'OP001', new.vm_id);
    end loop;
    perform claim_busy('region', new.region, new.zone, 2147483647, 'OP002', new.vm_id);
    if new.availability_set is not null then
        perform claim_busy('set', new.availability_set, new.update_domain::text, set_cap(new.availability_set), 'OP003', new.vm_id);
        -- After the claim: whoever ends an order frees the set's row in the transaction that writes the hold.
        select vm_id, why into peer from set_hold where availability_set = new.availability_set and vm_id <> new.vm_id order by since limit 1;
        if found then
            raise exception using errcode = 'OP005',
                message = format('%s waits: its peer %s is not healthy (%s)', new.vm_id, peer.vm_id, peer.why), detail = peer.vm_id;
        end if;
    end if;
    insert into in_flight_history (event, vm_id, activity_id, rollout_id, subscription_id, region, zone, availability_set, update_domain, ordered_at, not_after)
    values ('Claimed', new.vm_id, new.activity_id, new.rollout_id, new.subscription_id, new.region, new.zone, new.availability_set, new.update_domain, new.ordered_at, new.not_after);
    return null;
end $$;

create function in_flight_free() returns trigger language plpgsql as $$
declare
    edge record;
begin
    perform pg_advisory_xact_lock_shared(hashtext('pair_edge'));
    for edge in select first || '|' || second as key from pair_edge where old.region in (first, second) order by 1 loop
        perform free_busy('pair', edge.key);
    end loop;
    perform free_busy('region', old.region);
    if old.availability_set is not null then
        perform free_busy('set', old.availability_set);
    end if;
    insert into in_flight_history (event, vm_id, activity_id, rollout_id, subscription_id, region, zone, availability_set, update_domain, ordered_at, not_after)
    values ('Freed', old.vm_id, old.activity_id, old.rollout_id, old.subscription_id, old.region, old.zone, old.availability_set, old.update_domain, old.ordered_at, old.not_after);
    return null;
end $$;

create function in_flight_never_changes() returns trigger language plpgsql as $$
begin
    raise exception using errcode = 'OP008', message = 'an order in flight never changes: delete it at its verdict and order anew';
end $$;

create function pair_edge_guard() returns trigger language plpgsql as $$
declare
    holder text;
begin
    perform pg_advisory_xact_lock(hashtext('pair_edge'));
    if tg_op = 'UPDATE' then
        raise exception using errcode = 'OP007', message = 'a pair edge never changes: delete it and add the other one';
    end if;
    if tg_op = 'DELETE' then
        new := old;
    end if;
    select region into holder from in_flight where region in (new.first, new.second) limit 1;
    if holder is not null then
        raise exception using errcode = 'OP007',
            message = format('pair %s|%s may not change while %s is in flight', new.first, new.second, holder), detail = holder;
    end if;
    return new;
end $$;

-- Takes the slots of one region's VMs, as many as are free, and says of each other one what held it. A refusal undoes only its
-- own claim. Placement is the fleet projection's; order numbers grow per VM, because a VM's next order can only be numbered
-- after its last one was freed.
create sequence order_number;

create function take_slots(
    a_region text, a_rollout text, a_vms text[], a_activities text[], a_at timestamptz, a_not_afters timestamptz[], a_end_bys timestamptz[])
returns table (slot_vm text, slot_activity text, slot_order bigint, refused text, reason text, holder text)
language plpgsql as $$
declare
    i int;
begin
    -- Dispatchers of one region go one after the other, so that they never wait for each other in a circle.
    perform pg_advisory_xact_lock(hashtext('dispatch'), hashtext(a_region));
    for i in 1 .. coalesce(array_length(a_vms, 1), 0) loop
        slot_vm := a_vms[i];
        slot_activity := a_activities[i];
        slot_order := null;
        refused := null;
        reason := null;
        holder := null;
        begin
            insert into in_flight (vm_id, activity_id, rollout_id, subscription_id, region, zone, availability_set, update_domain, ordered_at, not_after, end_by)
            select v.vm_id, slot_activity, a_rollout, v.subscription_id, v.region, v.zone, v.availability_set, v.update_domain, a_at, a_not_afters[i], a_end_bys[i]
            from vm v join assignment a on a.rollout_id = a_rollout and a.vm_id = v.vm_id and a.state in ('Waiting', 'Partial', 'Failed')
            where v.vm_id = slot_vm and v.region = a_region and not v.deleted;
            if found then
                slot_order := nextval('order_number');
            else
                refused := 'OP009';
                reason := format('VM %s is gone or wants no order any more', slot_vm);
            end if;
        exception
            when unique_violation then
                refused := 'OP006';
                reason := format('VM %s has an installation in flight', slot_vm);
            when sqlstate 'OP001' or sqlstate 'OP002' or sqlstate 'OP003' or sqlstate 'OP004' or sqlstate 'OP005' then
                get stacked diagnostics refused = returned_sqlstate, reason = message_text, holder = pg_exception_detail;
        end;
        return next;
    end loop;
end $$;

create trigger in_flight_claim after insert on in_flight for each row execute function in_flight_claim();
create trigger in_flight_free after delete on in_flight for each row execute function in_flight_free();
create trigger in_flight_never_changes before update on in_flight for each row execute function in_flight_never_changes();
create trigger in_flight_never_truncated before truncate on in_flight for each statement execute function in_flight_never_changes();
create trigger pair_edge_guard before insert or update or delete on pair_edge for each row execute function pair_edge_guard();
