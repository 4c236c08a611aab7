-- What runs could not take in or are unsure about, one row an entry and cause, until the cause is gone or somebody has decided. `external_id`
-- is the entry's immutable id, or its name where that could not be read. `against` is the other person where an entry may have several such
-- rows, else 0; `other_id` is who it is about in any case.
create table finding (
    id ID_KEY,
    source_id bigint not null references source (id),
    external_id text not null,
    kind text not null,
    against bigint not null,
    person_id bigint,
    other_id bigint,
    dn text not null,
    username text,
    shared text not null,
    reason text not null,
    hash BYTES not null,
    state text not null,
    version bigint not null default 1,
    first_seen_at bigint not null,
    last_seen_at bigint not null,
    last_run_id bigint not null,
    decided_by_name text,
    decided_at bigint,
    unique (source_id, external_id, kind, against)
);
create index finding_state on finding (state, id);

-- Few entries are away, so looking for somebody who may have come back under another id shall not look at everybody.
create index entry_absent on entry (person_id) where absent_at is not null;

-- Somebody took this person off the source: no run touches the entry or the person until somebody links them again.
alter table entry add column detached_at bigint;
