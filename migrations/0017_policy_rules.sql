-- Rules that narrow the policy of attributes for some people, in their order: the first one that says something decides.
create table policy_rule (
    id ID_KEY,
    position bigint not null,
    rule text not null,
    off_at bigint
);

-- Groups that rules name, by source and normalised name. `names_hash` sums up the members' names as they were read last, so that a group that
-- has not moved costs no look-up of its members.
create table policy_group (
    id ID_KEY,
    source_id bigint not null references source (id),
    name text not null,
    names_hash bigint not null,
    read_at bigint not null,
    unique (source_id, name)
);

create table policy_member (
    group_id bigint not null references policy_group (id),
    person_id bigint not null,
    primary key (group_id, person_id)
);
create index policy_member_person on policy_member (person_id);

-- Changes that an administrator kept although the policy has closed their attribute since.
create table kept_change (
    change_id bigint primary key,
    kept_at bigint not null,
    kept_by_name text
);
