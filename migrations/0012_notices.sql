-- Whom to tell of what goes wrong with a source: e-mail addresses, as JSON.
alter table source add column contacts text not null default '[]';
-- When they were told last that values wait for export.
alter table source add column waiting_told_at bigint;

-- What one of them is told, written with what it tells of. `told` is what about, as JSON and without anybody's name or value. `moved_at` is
-- when it was made, delivered or tried last.
create table notice (
    id ID_KEY,
    source_id bigint not null references source (id),
    run_id bigint,
    about text not null,
    recipient text not null,
    told text not null,
    state text not null,
    attempts bigint not null default 0,
    next_at bigint not null,
    lease_token bigint not null default 0,
    lease_until_at bigint,
    reason text,
    made_at bigint not null,
    moved_at bigint not null
);
create index notice_due on notice (state, next_at);
create index notice_source on notice (source_id, recipient, id);
