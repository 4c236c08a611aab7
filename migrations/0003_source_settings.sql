-- When the source is read by itself, as JSON; where nobody has set it, every `interval_minutes` of the settings file.
alter table source add column schedule text;
-- Moves with every change of what administrators set.
alter table source add column version bigint not null default 1;
-- Who of the source becomes a person here, as JSON; everybody where nobody has said so.
alter table source add column selection text;
