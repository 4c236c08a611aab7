-- Pictures that people have sent, by who sent them for whom: only they may save one as a value, and what nobody saved is forgotten. The bytes
-- stand in `picture`, once for all that look alike to the bit.
create table sent_picture (
    account_id bigint not null,
    person_id bigint not null,
    attribute text not null,
    digest text not null,
    sent_at bigint not null,
    primary key (account_id, person_id, attribute, digest)
);
create index sent_picture_sent on sent_picture (sent_at);
create index sent_picture_person on sent_picture (person_id);

-- Whom a change of an attribute that names people names: their distinguished names move, they stay who they are.
create table change_reference (
    change_id bigint primary key,
    person_id bigint,
    base_person_id bigint
);
create index change_reference_person on change_reference (person_id);
create index change_reference_base on change_reference (base_person_id);
