-- What people are told. `changes` is a JSON list of the first few changes that it is about, `count` how many there are; names, labels and
-- reasons are looked up when it is read. Who is told may be gone by then, so nothing holds the two together. `mail` is undecided, planned (a letter is due at `mail_at`), sent or none.
create table news (
    id ID_KEY,
    person_id bigint not null,
    about text not null,
    subject_id bigint,
    by_account_id bigint,
    changes text not null,
    count bigint not null,
    made_at bigint not null,
    read_at bigint,
    mail text not null,
    mail_at bigint
);
create index news_person on news (person_id, id);
create index news_unread on news (person_id, about) where read_at is null;
create index news_mail on news (mail, mail_at);

-- Which way somebody wants to be told, where it is another than the company's. Absent is as the company has it.
create table notice_choice (
    person_id bigint primary key references person (id),
    choices text not null,
    digest_at text,
    time_zone text,
    language text,
    version bigint not null
);

-- What is set for everybody, as JSON.
create table notice_settings (
    one bigint primary key,
    settings text not null,
    version bigint not null
);

-- Which details their owners have said are right, or changed.
create table confirmation (
    person_id bigint not null references person (id),
    attribute text not null,
    at bigint not null,
    primary key (person_id, attribute)
);

-- Where somebody is with confirming: since when the oldest of their details stands, when they confirmed last, until when they do not want to be
-- asked, and when they were reminded.
create table confirm_state (
    person_id bigint primary key references person (id),
    oldest_at bigint,
    confirmed_at bigint,
    snoozed_until_at bigint,
    reminded_at bigint
);

-- Letters go to people too now, not only to the owners of sources.
create table letter (
    id ID_KEY,
    source_id bigint references source (id),
    run_id bigint,
    person_id bigint references person (id),
    about text not null,
    recipient text not null,
    told text not null,
    state text not null,
    attempts bigint not null default 0,
    next_at bigint not null,
    lease_token bigint not null default 0,
    lease_until_at bigint,
    reason text,
    made_at bigint not null,
    moved_at bigint not null
);
insert into letter (source_id, run_id, about, recipient, told, state, attempts, next_at, lease_token, lease_until_at, reason, made_at, moved_at)
    select source_id, run_id, about, recipient, told, state, attempts, next_at, lease_token, lease_until_at, reason, made_at, moved_at
    from notice order by id;
drop table notice;
alter table letter rename to notice;
create index notice_due on notice (state, next_at);
create index notice_source on notice (source_id, recipient, id);
create index notice_person on notice (person_id, made_at);

-- Who decides is looked up with every save.
create index account_claimed on account (claimed_roles) where claimed_roles <> '';
