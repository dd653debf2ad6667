-- What shares of zones, regions and subscriptions are in flight right now is counted from indexes alone.
create index vm_place on vm (region, zone) where not deleted;
create index vm_subscription on vm (subscription_id) where not deleted;
