-- Notices before and after an installation (rule U5): who is told, and what there is to tell. Rows of notice are written in the
-- transaction of the order or of its outcome. Times of delivery are real time.

create table notice_subscription (
    key             text primary key,
    name            text not null,
    url             text not null,
    secret          text not null,
    events          text[] not null,
    subscription_id text,
    changed_at      timestamptz not null
);
comment on column notice_subscription.key is 'The name in lower case';
comment on column notice_subscription.subscription_id is 'Whose VMs it is for, in lower case; empty for the whole fleet';

create table notice (
    id              text not null,
    subscriber      text not null references notice_subscription (key) on delete cascade,
    event           jsonb not null,
    real_created    timestamptz not null default clock_timestamp(),
    real_next_try   timestamptz not null default clock_timestamp(),
    tries           int not null default 0,
    last_error      text,
    real_delivered  timestamptz,
    real_given_up   timestamptz,
    primary key (subscriber, id)
);
comment on table notice is 'CloudEvents by subscriber; the id stays the same for every try';
create index notice_due on notice (real_next_try) where real_delivered is null and real_given_up is null;
create index notice_over on notice (real_created) where real_delivered is not null or real_given_up is not null;

create function wire_instant(a_at timestamptz) returns text language sql stable as $$
    select to_char(a_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
$$;
