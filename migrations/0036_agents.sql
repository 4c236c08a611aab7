-- How a source is reached: `direct`, or by an `agent` that runs beside the directory and calls from there.
alter table source add column via text not null default 'direct';
-- Agents. Of a code only the hash is here, of a key only the public half; what the agent tells of its own settings is JSON, without any address or
-- account of a directory. `epoch` counts the agent's starts, `sequence` the requests since the last one; older ones are refused.
create table agent (
    id ID_KEY,
    source_id bigint not null references source (id),
    name text not null,
    created_at bigint not null,
    created_by_account_id bigint not null,
    created_by_name text not null,
    code_hash BYTES,
    code_until_at bigint,
    public_key BYTES,
    enrolled_at bigint,
    revoked_at bigint,
    rotate_asked_at bigint,
    rotated_at bigint,
    epoch bigint not null default 0,
    sequence bigint not null default 0,
    last_contact_at bigint,
    version text,
    host text,
    clock_skew_ms bigint,
    told text,
    turned_away bigint not null default 0,
    turned_away_at bigint
);
create index agent_source on agent (source_id);
create unique index agent_code on agent (code_hash);
create unique index agent_key on agent (public_key);
-- What was sent once, so that it is refused when it is sent again; for as long as its moment would be believed.
create table agent_nonce (
    agent_id bigint not null references agent (id),
    nonce text not null,
    until_at bigint not null,
    primary key (agent_id, nonce)
);
create index agent_nonce_until on agent_nonce (until_at);
-- Which agent of a source works; another one takes over when its time has run out.
create table agent_active (
    source_id bigint primary key references source (id),
    agent_id bigint not null references agent (id),
    until_at bigint not null
);
