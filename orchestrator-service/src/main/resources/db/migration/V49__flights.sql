-- What the independent verifier of histories must know of an order beside its placement: as it was when the order was given.

alter table installation add column shared_with int;
alter table installation add column window_start time;
alter table installation add column window_end time;
alter table installation add column time_zone text;
comment on column installation.shared_with is 'VMs of its set, or outside sets those of its subscription outside sets in the region';
create index installation_number on installation (order_number);
create index in_flight_history_activity on in_flight_history (activity_id) where event = 'Claimed';
