-- Numbers that are handed out in blocks (people's ids) and versions of things that are cached.
create table counter (
    name text primary key,
    next bigint not null
);
insert into counter (name, next) values ('person', 1), ('catalogue', 1);

-- A directory that Amend reads. Connection settings and secrets live in the settings file; what is here is what people and runs are tied to.
create table source (
    id ID_KEY,
    name text not null unique,
    settings text not null,
    settings_hash text not null,
    interval_minutes bigint,
    next_run_at bigint,
    lease_holder text,
    lease_token bigint not null default 0,
    lease_until_at bigint,
    complete_run_id bigint,
    complete_seen bigint,
    complete_at bigint,
    retired_at bigint
);

create table run (
    id ID_KEY,
    source_id bigint not null references source (id),
    state text not null,
    phase text not null,
    settings_hash text not null,
    outcome text,
    lease_token bigint not null,
    started_by_name text,
    started_at bigint not null,
    ended_at bigint,
    counts text not null,
    expected bigint,
    reason text,
    held text,
    cancel_at bigint,
    released_at bigint,
    released_by_name text
);
create index run_source on run (source_id, id);

create table person (
    id bigint primary key,
    username text,
    username_folded text unique,
    wanted_username text,
    display_name text not null,
    search text not null,
    filled text not null,
    blocked_by_directory_at bigint,
    blocked_by_directory_reason text,
    blocked_by_admin_at bigint,
    blocked_by_admin_note text,
    pinned_at bigint,
    version bigint not null,
    created_at bigint not null,
    created_run_id bigint
);
create index person_search on person (search, id);
create index person_created_run on person (created_run_id, id);

-- What a source last said about one entry. `theirs` maps attribute keys to lists of texts: a missing key was not read, an empty list is
-- empty. `since` maps keys to the run that first read the present value and when it began, where that is not `first_run_id`.
-- `dn_key` and `manager_key` are hashes of normalised names: they find who reports to whom.
create table entry (
    source_id bigint not null references source (id),
    external_id text not null,
    person_id bigint not null references person (id),
    dn text not null,
    dn_key bigint not null,
    hash BYTES not null,
    theirs text not null,
    since text not null,
    manager_key bigint,
    first_run_id bigint not null,
    first_run_at bigint not null,
    absent_at bigint,
    primary key (source_id, external_id)
);
create index entry_person on entry (person_id);
create index entry_dn on entry (dn_key);
create index entry_manager on entry (manager_key);

-- Somebody who can sign in. A synced person's account is made at the first sign-in or grant; a local administrator has no person.
create table account (
    id ID_KEY,
    person_id bigint unique references person (id),
    local_name text unique,
    name text not null,
    password_hash text,
    roles text not null default '',
    created_at bigint not null
);

create table session (
    token_hash BYTES primary key,
    account_id bigint not null references account (id),
    created_at bigint not null,
    expires_at bigint not null
);
create index session_expires on session (expires_at);

create table attribute (
    key text primary key,
    definition text not null,
    version bigint not null
);

-- Where a source attribute goes: profile attribute <- source attribute.
create table source_mapping (
    source_id bigint not null references source (id),
    attribute text not null references attribute (key),
    source_attribute text not null,
    primary key (source_id, attribute)
);

-- Pictures by the SHA-256 of their bytes, so that equal ones are kept once.
create table picture (
    digest text primary key,
    content BYTES not null
);

create table request (
    id ID_KEY,
    person_id bigint not null references person (id),
    account_id bigint not null references account (id),
    comment text,
    idempotency_key text,
    at bigint not null,
    unique (account_id, idempotency_key)
);

create table change (
    id ID_KEY,
    request_id bigint not null references request (id),
    person_id bigint not null references person (id),
    attribute text not null,
    base text not null,
    edit text not null,
    state text not null,
    before_conflict text,
    theirs text,
    version bigint not null,
    author_account_id bigint not null references account (id),
    author_person_id bigint,
    author_name text not null,
    proposed_at bigint not null,
    approver_name text,
    approved_at bigint,
    exported_at bigint,
    confirmed_at bigint,
    reexported_at bigint,
    suspended_at bigint,
    reason text,
    notice text
);
create index change_person on change (person_id, attribute, id);
create index change_state on change (state, id);

create table target (
    id ID_KEY,
    name text not null unique,
    source_id bigint not null references source (id)
);

create table target_mapping (
    target_id bigint not null references target (id),
    attribute text not null references attribute (key),
    name text not null,
    position bigint not null,
    primary key (target_id, attribute)
);

create table export (
    id ID_KEY,
    target_id bigint not null references target (id),
    profile text not null,
    key_column text not null,
    delimiter text not null,
    file_name text not null,
    sha256 text not null,
    bytes bigint not null,
    items bigint not null,
    people bigint not null,
    made_by_account_id bigint not null,
    made_by_name text not null,
    made_at bigint not null,
    downloaded_at bigint,
    idempotency_key text,
    unique (made_by_account_id, idempotency_key)
);

create table export_file (
    export_id bigint primary key references export (id),
    content BYTES not null
);

-- The export queue: one row for one person, attribute and change on its way to one target.
create table item (
    id ID_KEY,
    target_id bigint not null references target (id),
    person_id bigint not null references person (id),
    attribute text not null,
    change_id bigint not null references change (id),
    state text not null,
    export_id bigint references export (id),
    attempts bigint not null default 0,
    lease_token bigint not null default 0,
    lease_until_at bigint,
    next_at bigint,
    receipt text,
    reason text,
    suspended_at bigint,
    made_at bigint not null,
    moved_at bigint not null
);
create index item_target on item (target_id, state, person_id);
create index item_change on item (change_id);
create index item_export on item (export_id);

-- What a later run is about to do: only entries that are not exactly as last time.
create table staged_entry (
    run_id bigint not null references run (id),
    external_id text not null,
    dn text not null,
    username text,
    hash BYTES not null,
    theirs text not null,
    disabled bigint not null,
    primary key (run_id, external_id)
);

create table staged_removal (
    run_id bigint not null references run (id),
    person_id bigint not null references person (id),
    primary key (run_id, person_id)
);

create table run_line (
    id ID_KEY,
    run_id bigint not null references run (id),
    kind text not null,
    person_id bigint,
    name text not null,
    moved text not null,
    reason text
);
create index run_line_run on run_line (run_id, id);

-- Append only. Each row's hash covers the row and the hash before it; `audit_head` holds the last one and orders the writers.
create table audit (
    sequence bigint primary key,
    at bigint not null,
    account_id bigint,
    by_name text,
    action text not null,
    person_id bigint,
    attribute text,
    change_id bigint,
    detail text not null,
    previous BYTES not null,
    hash BYTES not null
);
create index audit_person on audit (person_id, sequence);
create index audit_change on audit (change_id, sequence);
create index audit_action on audit (action, sequence);

create table audit_head (
    one bigint primary key,
    sequence bigint not null,
    hash BYTES not null
);
