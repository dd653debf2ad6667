-- Rule O5 and a policy's own share of a set hold whoever dispatches: two rollouts, or two replicas of which one is behind, must not
-- use up a share each. Dispatchers of one region go one after the other, so what a later statement counts is what there is.
--
--   OP011 the subscription's share of its VMs outside sets in the region is used up

drop function take_slots(text, text, text[], text[], timestamptz, timestamptz[], timestamptz[]);

create function take_slots(
    a_region text, a_rollout text, a_vms text[], a_activities text[], a_at timestamptz, a_not_afters timestamptz[], a_end_bys timestamptz[],
    a_caps int[])
returns table (slot_vm text, slot_activity text, slot_order bigint, refused text, reason text, holder text)
language plpgsql as $$
declare
    i int;
    vm_placed record;
    together int;
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
            where v.vm_id = slot_vm and v.region = a_region and not v.deleted
            returning subscription_id, availability_set into vm_placed;
            if found then
                if vm_placed.availability_set is null then
                    select count(*) into together from in_flight f
                    where f.region = a_region and f.subscription_id = vm_placed.subscription_id and f.availability_set is null;
                else
                    select count(*) into together from in_flight f where f.availability_set = vm_placed.availability_set;
                end if;
                if together > a_caps[i] then
                    raise exception using errcode = case when vm_placed.availability_set is null then 'OP011' else 'OP004' end,
                        message = format('%s waits: %s others of its share are in flight', slot_vm, together - 1),
                        detail = coalesce(vm_placed.availability_set, vm_placed.subscription_id);
                end if;
                slot_order := nextval('order_number');
            else
                refused := 'OP009';
                reason := format('VM %s is gone or wants no order any more', slot_vm);
            end if;
        exception
            when unique_violation then
                refused := 'OP006';
                reason := format('VM %s has an installation in flight', slot_vm);
            when sqlstate 'OP001' or sqlstate 'OP002' or sqlstate 'OP003' or sqlstate 'OP004' or sqlstate 'OP005' or sqlstate 'OP011' then
                get stacked diagnostics refused = returned_sqlstate, reason = message_text, holder = pg_exception_detail;
        end;
        return next;
    end loop;
end $$;
