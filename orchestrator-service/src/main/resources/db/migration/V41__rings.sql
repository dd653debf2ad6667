-- Rings (rule U3): a region has a lane of its own in a phase of each ring, so lanes and steps are known by their phase too.

alter table phase add column ring text not null default 'Default';
comment on column phase.ring is 'Whose VMs the phase is for: Early, Default or Late';

alter table step add column phase int;
update step s set phase = l.phase from lane l where l.rollout_id = s.rollout_id and l.region = s.region;
alter table step alter column phase set not null;
alter table step drop constraint step_pkey;
alter table step add primary key (rollout_id, phase, region, number);
alter table step drop constraint step_rollout_id_region_zone_key;
alter table step add unique (rollout_id, phase, region, zone);

alter table lane drop constraint lane_pkey;
alter table lane add primary key (rollout_id, phase, region);
