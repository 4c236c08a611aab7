-- Since when Amend writes a target by itself; while it is null, what waits goes by file. Its leases are numbered, so that whoever was paused for
-- longer than its own lasted completes nothing any more. `write_trouble` is why the directory could not be written as a whole.
alter table target add column write_on_at bigint;
alter table target add column write_on_by_name text;
alter table target add column writes_per_hour bigint not null default 1000;
alter table target add column version bigint not null default 1;
alter table target add column lease_token bigint not null default 0;
alter table target add column write_trouble text;
alter table target add column write_trouble_times bigint not null default 0;
alter table target add column write_next_at bigint;
-- What was moved lately, and what is to be looked at next.
create index item_moved on item (target_id, state, moved_at);
-- What is being written: few, and asked for each second.
create index item_sending on item (lease_until_at) where state = 'sending';
