-- A sign-in on its way through an identity provider. What binds it to the browser is in the browser's cookie alone: nonce and verifier are made of
-- that cookie and of the state.
create table started_sign_in (
    state_hash BYTES primary key,
    browser_hash BYTES not null,
    provider text not null,
    leads_to text not null,
    expires_at bigint not null
);

-- What an identity provider said when it vouched for a session: which one, whom and which session it calls so, the token that ends it there
-- (sealed), and the roles that hold for as long as this session does.
alter table session add column provider text;
alter table session add column provider_subject text;
alter table session add column provider_session text;
alter table session add column id_token text;
alter table session add column claimed_roles text not null default '';

-- The roles that the last sign-in brought, so that the audit log can tell when they change. Nothing is granted by this.
alter table account add column claimed_roles text not null default '';
