-- The stop of everything: while its row stands, no order is given.

create table platform_stop (
    only boolean primary key default true check (only),
    at   timestamptz not null,
    by   text not null,
    why  text not null
);
