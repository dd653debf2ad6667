-- Off-peak hours by tag, and scopes whose policy is gone: those keep their rows without hours, so that an older message does not bring
-- one back (rule U1).
alter table vm add column tag_scopes text[] not null default '{}';
alter table window_policy alter column window_start drop not null;
alter table window_policy alter column window_end drop not null;
