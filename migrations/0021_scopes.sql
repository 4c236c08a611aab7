-- Who holds which role, within which parts of the directories (an empty list: everywhere), and where the grant comes from. `account.roles`
-- holds the roles that hold everywhere, so that a reader who knows nothing of parts takes nobody for more than they are.
create table role_grant (
    account_id bigint not null references account (id),
    role text not null,
    parts text not null,
    via text not null,
    by_name text,
    at bigint not null,
    primary key (account_id, role)
);
insert into role_grant (account_id, role, parts, via, at)
    select id, 'service-desk', '[]', 'command-line', created_at from account where ',' || roles || ',' like '%,service-desk,%';
insert into role_grant (account_id, role, parts, via, at)
    select id, 'people-admin', '[]', 'command-line', created_at from account where ',' || roles || ',' like '%,people-admin,%';
insert into role_grant (account_id, role, parts, via, at)
    select id, 'directory-admin', '[]', 'command-line', created_at from account where ',' || roles || ',' like '%,directory-admin,%';
insert into role_grant (account_id, role, parts, via, at)
    select id, 'export-operator', '[]', 'command-line', created_at from account where ',' || roles || ',' like '%,export-operator,%';
insert into role_grant (account_id, role, parts, via, at)
    select id, 'auditor', '[]', 'command-line', created_at from account where ',' || roles || ',' like '%,auditor,%';
insert into role_grant (account_id, role, parts, via, at)
    select id, 'system-admin', '[]', 'command-line', created_at from account where ',' || roles || ',' like '%,system-admin,%';

alter table account add column rights_version bigint not null default 1;

-- Whoever might take the last system administrator away takes this row first.
insert into counter (name, next) values ('rights', 1);

-- What entries lie in: the hash by which entries name it, the name in the form in which names are compared, and as a directory spelled it.
create table container (
    container_key bigint primary key,
    name text not null,
    dn text not null
);
alter table entry add column container_key bigint;
create index entry_container on entry (container_key, person_id);

-- Who is in an export's file, whatever became of its items since.
create table export_person (
    export_id bigint not null references export (id),
    person_id bigint not null,
    primary key (export_id, person_id)
);
insert into export_person (export_id, person_id) select distinct export_id, person_id from item where export_id is not null;
