-- Who did what: written in the transaction of the deed, never changed.

create table audit (
    number         bigint generated always as identity primary key,
    at             timestamptz not null,
    real_at        timestamptz not null default clock_timestamp(),
    who            text not null,
    action         text not null,
    target         text not null,
    details        jsonb not null,
    correlation_id text
);
comment on column audit.who is 'A digest of the bearer token, or the address of who sent none';
comment on column audit.target is 'What it was done to: the id of a rollout, the name of a release or of an exclusion';
create index audit_target on audit (target, number);

create function audit_never_changes() returns trigger language plpgsql as $$
begin
    raise exception using errcode = 'OP010', message = 'the audit log never changes';
end $$;

create trigger audit_never_changes before update or delete or truncate on audit for each statement execute function audit_never_changes();
