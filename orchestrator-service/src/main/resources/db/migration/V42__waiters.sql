-- Who waits for an interlock, and since when: the others make room for it in its last windows (ADR 23).

alter table assignment add column waiting_since timestamptz;
comment on column assignment.waiting_since is 'Platform time of the first refusal for an interlock since the last order; empty while it waits for none';
create index assignment_waiting on assignment (rollout_id) where waiting_since is not null;
