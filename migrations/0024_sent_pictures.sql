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
