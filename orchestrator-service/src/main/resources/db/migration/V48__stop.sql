-- The stop of everything: while its row stands, no order is given.

create table platform_stop (
    one  boolean primary key default true check (one),
    at   timestamptz not null,
    by   text not null,
    why  text not null
);
