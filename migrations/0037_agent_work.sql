-- What agents are asked to do, each row for as long as somebody waits for it. `state`: `waiting` for an agent, `leased` by one, `ended` by it.
-- Whoever asks keeps `asker_until_at` ahead; when it has run out, nobody waits any more. `pieces` and `digest` say what the agent has sent in all.
create table agent_work (
    id ID_KEY,
    source_id bigint not null references source (id),
    errand text not null,
    state text not null,
    asked_at bigint not null,
    asker_until_at bigint not null,
    agent_id bigint references agent (id),
    token bigint not null default 0,
    lease_until_at bigint,
    next_sequence bigint not null default 0,
    taken bigint not null default 0,
    seen bigint not null default 0,
    look_ups text,
    pieces bigint,
    digest text
);
create index agent_work_open on agent_work (source_id, state, id);
-- Pieces of what an agent sends, until they are read; the fingerprint stays, so that one that comes again is known.
create table agent_chunk (
    work_id bigint not null references agent_work (id) on delete cascade,
    sequence bigint not null,
    digest text not null,
    body BYTES,
    primary key (work_id, sequence)
);
-- Attributes that were asked for and that the agent's own settings do not let out, as JSON.
alter table agent add column refused text;
