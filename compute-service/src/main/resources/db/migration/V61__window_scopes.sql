-- A scope whose policy is gone keeps its row without hours: an older message must not bring it back (rule U1).
ALTER TABLE window_policy ALTER COLUMN start_time DROP NOT NULL;
ALTER TABLE window_policy ALTER COLUMN end_time DROP NOT NULL;
