-- Off-peak hours by scope (rule U1), and what VMs do about reboots there (rule U5). A scope's row is its present policy; numbers of its
-- changes come from a sequence, so that a policy that is made anew outranks the one before in every service.

create sequence window_policy_version;

create table window_policy (
    scope          text primary key,
    name           text not null,
    precedence     int not null,
    window_start   time not null,
    window_end     time not null,
    reboot_setting text,
    version        bigint not null,
    changed_at     timestamptz not null
);
comment on column window_policy.scope is 'In lower case: ARM id of a VM, resource group or subscription, /tags/name/value, or / for the whole platform';
comment on column window_policy.precedence is 'The highest one wins: 4 VM, 3 tag, 2 resource group, 1 subscription, 0 platform; tags among each other by scope';
create unique index window_policy_name on window_policy (lower(name));

-- Kept with the VM, so that a plan for a million of them costs one look-up each and not a search among all policies.
alter table vm add column window_scope text not null default '/';
comment on column vm.window_scope is 'Scope of the policy that counts for it; / also where no policy does';

create function window_scope_covers(a_scope text, a_resource_id text, a_subscription_id text, a_tags jsonb) returns boolean
language sql immutable as $$
    select case
        when a_scope = '/' then true
        when a_scope like '/tags/%' then exists (
            select from jsonb_each_text(a_tags) t where '/tags/' || lower(t.key) || '/' || lower(t.value) = a_scope)
        else a_scope in (lower(a_resource_id), split_part(lower(a_resource_id), '/providers/', 1), '/subscriptions/' || lower(a_subscription_id))
    end
$$;

create function window_scope_of(a_resource_id text, a_subscription_id text, a_tags jsonb) returns text
language sql stable as $$
    select coalesce((
        select scope from window_policy where window_scope_covers(scope, a_resource_id, a_subscription_id, a_tags)
        order by precedence desc, scope limit 1), '/')
$$;
