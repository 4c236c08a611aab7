-- Where reading a source goes on (what the server calls the state up to which everything is known, as JSON), and when the ids of everybody were
-- compared last.
alter table source add column read_on text;
alter table source add column ids_compared_at bigint;

-- What a run set out to read, and where the next one goes on once this one is applied.
alter table run add column kind text not null default 'full';
alter table run add column read_on text;
alter table run add column compared_ids bigint not null default 0;

-- Few are blocked, so counting them shall not look at everybody.
create index person_blocked on person (id) where blocked_by_directory_at is not null or blocked_by_admin_at is not null;

-- A dry run stops when it is known what it would do; lines of what would happen are written anew as it happens.
alter table run add column dry bigint not null default 0;
alter table run_line add column would bigint not null default 0;
