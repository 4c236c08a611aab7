-- When a run last brought everything up to date, by reading all of the source or what had changed.
alter table source add column read_at bigint;
