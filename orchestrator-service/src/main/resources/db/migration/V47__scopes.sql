-- How many VMs outside sets a subscription has in a region (rule O5) is counted for every page of VMs that is shown.
create index vm_outside_sets on vm (subscription_id, region) where not deleted and availability_set is null;
