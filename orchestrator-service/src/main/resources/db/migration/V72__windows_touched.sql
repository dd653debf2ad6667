-- Looks go by off-peak hours, too: by the policies, and by which of them counts for a VM (V71__touched.sql).
create trigger window_policy_touched after insert or update or delete on window_policy for each row execute function touch();
create trigger vm_window_touched after update on vm for each row when (old.window_scope <> new.window_scope) execute function touch();
