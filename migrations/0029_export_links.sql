-- Links by which somebody without an account gets the file of an export, until a moment. The token itself is kept nowhere.
create table export_link (
    id ID_KEY,
    export_id bigint not null references export (id),
    token_hash BYTES not null unique,
    made_by_account_id bigint not null,
    made_by_name text not null,
    made_at bigint not null,
    ends_at bigint not null,
    uses bigint not null default 0,
    used_at bigint
);
create index export_link_export on export_link (export_id);
