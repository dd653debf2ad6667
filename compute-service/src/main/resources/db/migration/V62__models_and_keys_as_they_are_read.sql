-- A model is written and read whole, never searched: kept as the text it came as, it is not put together anew with every GET.
ALTER TABLE virtual_machine ALTER COLUMN model TYPE json USING model::text::json;

-- ARM ids in lower case, which begin alike for a hundred characters: compared byte by byte, not by a language's rules.
ALTER TABLE resource_group ALTER COLUMN key TYPE text COLLATE "C";
ALTER TABLE availability_set
    ALTER COLUMN key TYPE text COLLATE "C",
    ALTER COLUMN group_key TYPE text COLLATE "C";
ALTER TABLE virtual_machine
    ALTER COLUMN resource_key TYPE text COLLATE "C",
    ALTER COLUMN group_key TYPE text COLLATE "C",
    ALTER COLUMN availability_set_id TYPE text COLLATE "C";
ALTER TABLE pending_step ALTER COLUMN group_key TYPE text COLLATE "C";
ALTER TABLE window_policy ALTER COLUMN scope TYPE text COLLATE "C";
