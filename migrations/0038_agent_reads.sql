-- What an agent read last for a run: when it was through, how many entries, in how many milliseconds. `lag_ms` is for how long what it was asked
-- for last had waited when it took it up.
alter table agent add column read_at bigint;
alter table agent add column read_entries bigint;
alter table agent add column read_ms bigint;
alter table agent add column lag_ms bigint;
