-- Rollouts that are likely to miss their deadline, as they go now (rule O8). A row goes when the outlook holds again; one of a rollout
-- that has ended stays for the record.
create table deadline_risk (
    rollout_id text primary key references rollout (id),
    since      timestamptz not null
);
comment on column deadline_risk.since is 'Platform time at which it was noticed';
