-- Files of people that were handed in. `settings` says how a file is read, `counts` what it comes to. While a server is busy with one it holds a
-- lease, and every transaction asks whether its token still stands. `reached` is the last line that was
-- carried out or taken back; `doer` is who had that done, and whose rights it takes.
create table import (
    id ID_KEY,
    state text not null,
    version bigint not null,
    file_name text not null,
    bytes bigint not null,
    settings text not null,
    counts text not null,
    brake bigint,
    account_id bigint not null references account (id),
    by_name text not null,
    doer_account_id bigint references account (id),
    doer_name text,
    made_at bigint not null,
    catalogue_version bigint not null,
    rows_wanted text,
    began_at bigint,
    ended_at bigint,
    reason text,
    cancel_at bigint,
    reached bigint,
    lease_token bigint not null default 0,
    lease_until_at bigint
);
create index import_state on import (state, id);

-- The file as it came, in pieces; gone when it is carried out.
create table import_piece (
    import_id bigint not null references import (id),
    place bigint not null,
    content BYTES not null,
    primary key (import_id, place)
);

-- What each line comes to. Who is blocked for not being in the file has a line below 1. `raw` holds a refused row's cells, to be handed back.
create table import_row (
    import_id bigint not null references import (id),
    line bigint not null,
    act text not null,
    person_id bigint,
    person_version bigint,
    username text,
    name text not null,
    search text not null,
    moves text not null,
    problems text not null,
    raw text,
    outcome text,
    primary key (import_id, line)
);
create index import_row_act on import_row (import_id, act, line);
create index import_row_person on import_row (person_id);

alter table request add column import_id bigint;
alter table request add column import_file text;
