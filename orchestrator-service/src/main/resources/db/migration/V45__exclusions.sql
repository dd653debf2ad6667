-- Patches that automatic runs leave alone (rule U4): kept by operators beside the policies, or withdrawn from one rollout.

create table exclusion (
    name            text not null,
    mask            text not null,
    reason          text not null,
    subscription_id text,
    expires_at      timestamptz,
    changed_at      timestamptz not null
);
comment on column exclusion.subscription_id is 'Whose VMs it is for, in lower case; empty for the whole fleet';
comment on column exclusion.expires_at is 'Platform time from which on the patch is installed again; empty when it never is';
create unique index exclusion_name on exclusion (lower(name));

alter table rollout add column withdrawn jsonb not null default '[]';
comment on column rollout.withdrawn is 'Patches that the rollout goes on without, each with reason and platform time';
