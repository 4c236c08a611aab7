-- What becomes of people whose account is disabled or who leave the scope of a source, and of those who are back.
alter table source add column when_gone text not null default 'block';
alter table source add column when_back text not null default 'let_in';
-- How many people a source has, out of the index alone.
create index entry_linked on entry (source_id, detached_at) where detached_at is null;
