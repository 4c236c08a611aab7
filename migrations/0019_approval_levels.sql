-- Since when a change waits at its level of approval, how often nobody decided there in time, and when others are asked too.
create table approval_stage (
    change_id bigint primary key,
    since_at bigint not null,
    timeouts bigint not null,
    due_at bigint
);
create index approval_stage_due on approval_stage (due_at);

-- Whom a change asks now: `a` the administrators, `p:7` a person, `g:…` the members of a group by its normalised name.
create table approval_asked (
    asked text not null,
    change_id bigint not null,
    primary key (asked, change_id)
);
create index approval_asked_change on approval_asked (change_id);

-- Who has said yes at a level while others were still to be asked; `level` tells whom it asks.
create table approval_given (
    id ID_KEY,
    change_id bigint not null,
    level text not null,
    given_at bigint not null,
    by_account_id bigint,
    for_person_id bigint
);
create index approval_given_change on approval_given (change_id);

-- Who decides in the place of somebody who is away, from a day up to and with another.
create table stand_in (
    id ID_KEY,
    person_id bigint not null,
    stand_in_id bigint not null,
    from_day text not null,
    until_day text not null,
    made_at bigint not null,
    made_by_name text
);
create index stand_in_person on stand_in (person_id);
create index stand_in_by on stand_in (stand_in_id);

-- Who owns a container or a group of a directory, as administrators say; `normal` is the name in the form in which names are compared.
create table owner (
    id ID_KEY,
    kind text not null,
    name text not null,
    normal text not null,
    person_id bigint not null,
    unique (kind, normal, person_id)
);
create index owner_person on owner (person_id);

-- The queue of those who decide, with its size, out of the index alone.
create index change_waits on change (state, id, person_id) where suspended_at is null;
