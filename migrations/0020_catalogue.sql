-- What sections of the form are called, per language; JSON.
create table attribute_section (
    name text primary key,
    labels text not null
);

-- Sets of values that go together, such as the address of an office: choosing one value fills in the others; JSON.
create table fill_set (
    id ID_KEY,
    definition text not null,
    version bigint not null
);

-- A value that an administrator holds in place for one person, whatever the directory says, until its time ends. `value` is JSON; null is a
-- blank.
create table pinned_value (
    person_id bigint not null references person (id),
    attribute text not null references attribute (key),
    value text not null,
    reason text not null,
    until_at bigint not null,
    pinned_at bigint not null,
    pinned_by_name text not null,
    primary key (person_id, attribute)
);
create index pinned_value_until on pinned_value (until_at);
