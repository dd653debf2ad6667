-- What a halt goes by (rule O9): which patches each VM got, and how often installations fail when nothing is wrong.

alter table installation add column patches text[] not null default '{}';
comment on column installation.patches is 'What was installed or tried, as exclusions name it: a KB number, else the patch id';

alter table rollout add column baseline_tried int not null default 0;
alter table rollout add column baseline_failed int not null default 0;
comment on column rollout.baseline_tried is 'First tries of earlier releases when the plan was written, and how many of them failed';

-- Forecasts of before lack what is shown of them now.
update rollout set forecast = null;
alter table rollout add column spread jsonb;
comment on column rollout.spread is 'Where rule O5 could not be kept when the plan was written, and why';
