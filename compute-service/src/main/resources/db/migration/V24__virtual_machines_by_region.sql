-- Lists of VMs by location, and what availability sets keep besides.
CREATE INDEX virtual_machine_by_region ON virtual_machine (subscription_id, region, resource_key);
ALTER TABLE availability_set ADD COLUMN proximity_placement_group text;
