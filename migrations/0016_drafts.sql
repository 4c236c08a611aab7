-- What people typed into their own profile and did not save, so that it is there again after a reload where the browser keeps nothing, and on
-- another device. A row per attribute, so that two open pages do not write over each other; the word to the approver stands under no attribute.
create table draft (
    person_id bigint not null references person (id),
    attribute text not null,
    typed text not null,
    version bigint not null,
    kept_at bigint not null,
    primary key (person_id, attribute)
);
create index draft_kept on draft (kept_at);
