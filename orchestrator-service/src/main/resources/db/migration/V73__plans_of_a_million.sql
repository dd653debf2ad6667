-- A plan of a million VMs is written in one transaction: what PostgreSQL does for each row of it is what it takes.

-- One key for both ways of asking: by rollout and VM, and by VM alone.
alter table assignment drop constraint assignment_pkey;
drop index assignment_vm;
alter table assignment add primary key (vm_id, rollout_id);

-- Every statement asks once whether its rollouts exist, where a foreign key would ask for each row. Rollouts are not deleted; one that
-- has a plan can't be, for its phases refer to it.
alter table assignment drop constraint assignment_rollout_id_fkey;

create or replace function tally_inserted() returns trigger language plpgsql as $$
declare
    unknown text;
begin
    select f.rollout_id into unknown from (select distinct rollout_id from fresh) f
        where not exists (select from rollout r where r.id = f.rollout_id);
    if found then
        raise foreign_key_violation using message = format('There is no rollout %s', unknown);
    end if;
    insert into tally_change select rollout_id, phase, region, step, batch, state, coalesce(hold, ''), gone, count(*) from fresh
        group by 1, 2, 3, 4, 5, 6, 7, 8;
    return null;
end $$;

-- Once for each statement that changed a sum, not for each sum.
create function touch_if_any() returns trigger language plpgsql as $$
begin
    if exists (select from fresh) then
        insert into touched select where not exists (select from touched where xid = pg_current_xact_id());
    end if;
    return null;
end $$;

drop trigger assignment_touched on tally_change;
create trigger assignment_touched after insert on tally_change
    referencing new table as fresh for each statement execute function touch_if_any();
