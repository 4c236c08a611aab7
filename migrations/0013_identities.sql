-- Who people are at an identity provider: by tenant and object id at Entra ID, by issuer and subject elsewhere (then `tenant` is empty). Neither
-- mail nor user name is a key. The entry that proved it is kept: where that is taken off its person, the identity goes with it.
create table federated_identity (
    id ID_KEY,
    issuer text not null,
    tenant text not null,
    subject text not null,
    account_id bigint not null references account (id),
    source_id bigint not null,
    external_id text not null,
    proof text not null,
    linked_at bigint not null,
    unique (issuer, tenant, subject)
);
create index federated_identity_account on federated_identity (account_id);
create index federated_identity_entry on federated_identity (source_id, external_id);

-- Sign-ins that nobody could be linked to, for somebody to look at. Bounded: the oldest give way.
create table unlinked_sign_in (
    id ID_KEY,
    issuer text not null,
    tenant text not null,
    subject text not null,
    name text not null,
    reason text not null,
    first_at bigint not null,
    last_at bigint not null,
    attempts bigint not null,
    unique (issuer, tenant, subject)
);
create index unlinked_sign_in_last on unlinked_sign_in (last_at);
