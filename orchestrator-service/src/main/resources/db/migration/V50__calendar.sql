-- Since when this platform goes by a calendar of releases: months before it are nobody's to publish. The unique key that keeps a month
-- from being published twice is the release's name.

create table calendar (
    one   boolean primary key default true check (one),
    since timestamptz not null
);
comment on column calendar.since is 'Platform time at which the first replica looked';
