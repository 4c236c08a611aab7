-- What a target is: the directory of its source, which changes are followed to; a table that is handed over; a SCIM service. `connect` is how a
-- service is reached, `looked_sequence` up to where in the audit log, and `looked_line_id` up to where in the lines of runs, somebody has looked for
-- whose values moved.
alter table target add column kind text not null default 'directory';
alter table target add column connect text;
alter table target add column retired_at bigint;
alter table target add column looked_sequence bigint;
alter table target add column looked_line_id bigint;
-- A row of a target's template: an attribute, or an expression over attributes, and what it is called there.
create table mapping (
    id ID_KEY,
    target_id bigint not null references target (id),
    attribute text references attribute (key),
    expression text,
    name text not null,
    format text not null default 'as_is',
    position bigint not null,
    off_at bigint,
    exported_at bigint,
    retired_at bigint
);
insert into mapping (target_id, attribute, name, position)
    select target_id, attribute, name, position from target_mapping order by target_id, position;
create index mapping_target on mapping (target_id, position);
drop table target_mapping;
-- What a target was last given for a mapping whose value no source says: `value` is a list of texts, `null` nothing.
create table given_value (
    mapping_id bigint not null references mapping (id),
    person_id bigint not null references person (id),
    value text not null,
    given_at bigint not null,
    primary key (mapping_id, person_id)
);
create index given_person on given_value (person_id);
-- An item carries a change (`change_id`, `attribute`), or a value of a mapping that was looked at before (`mapping_id`, `value`).
create table any_item (
    id ID_KEY,
    target_id bigint not null references target (id),
    person_id bigint not null references person (id),
    attribute text,
    change_id bigint references change (id),
    mapping_id bigint references mapping (id),
    value text,
    reexport_id bigint,
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
    moved_at bigint not null,
    check ((change_id is null) <> (mapping_id is null))
);
insert into any_item (target_id, person_id, attribute, change_id, state, export_id, attempts, lease_token, lease_until_at, next_at, receipt, reason,
    suspended_at, made_at, moved_at)
    select target_id, person_id, attribute, change_id, state, export_id, attempts, lease_token, lease_until_at, next_at, receipt, reason,
    suspended_at, made_at, moved_at from item order by id;
drop table item;
alter table any_item rename to item;
create index item_target on item (target_id, state, person_id);
create index item_change on item (change_id);
create index item_export on item (export_id);
create index item_moved on item (target_id, state, moved_at);
create index item_sending on item (lease_until_at) where state = 'sending';
create index item_mapping on item (person_id, mapping_id) where mapping_id is not null;
create index item_reexport on item (reexport_id) where reexport_id is not null;
-- A look at what a target would be given, and what became of it: which mappings, whom, and the rows exactly as they were shown.
create table reexport (
    id ID_KEY,
    target_id bigint not null references target (id),
    state text not null,
    asked text not null,
    made_by_account_id bigint not null,
    made_by_name text not null,
    made_at bigint not null,
    expires_at bigint not null,
    beat_at bigint not null,
    people bigint not null default 0,
    looked_at_people bigint not null default 0,
    sets bigint not null default 0,
    clears bigint not null default 0,
    sames bigint not null default 0,
    errors bigint not null default 0,
    executed_at bigint,
    executed_by_name text,
    queued bigint not null default 0,
    merged bigint not null default 0,
    moved bigint not null default 0
);
create index reexport_target on reexport (target_id, id);
create table reexport_row (
    reexport_id bigint not null references reexport (id),
    number bigint not null,
    person_id bigint not null references person (id),
    mapping_id bigint not null references mapping (id),
    person_name text not null,
    target_key text,
    known text,
    value text,
    action text not null,
    state text not null default 'shown',
    reason text,
    primary key (reexport_id, number)
);
create index reexport_row_person on reexport_row (person_id);
