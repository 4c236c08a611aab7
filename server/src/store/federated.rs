//! Who people are at an identity provider, and who came without belonging to anybody.

use domain::{
    api::{NotLinked, PersonIdentity, UnlinkedSignIn},
    id::{AccountId, IdentityId, PersonId, SourceId, UnlinkedId},
    moment::Moment,
};

use super::{
    Conn, StoreError,
    connection::{execute, fetch_all, fetch_optional},
};

/// Somebody as an identity provider names them, for good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Identity {
    /// Who vouches for it.
    pub(crate) issuer: String,
    /// The tenant at Entra ID; else empty.
    pub(crate) tenant: String,
    /// The id there: `oid` at Entra ID, `sub` elsewhere.
    pub(crate) subject: String,
}

/// How many unlinked sign-ins are kept.
pub(crate) const MOST_UNLINKED: i64 = 500;

/// What an identity was proved by: an entry, and the attribute that it was found by.
#[derive(Clone, Debug)]
pub(crate) struct ProvedBy {
    pub(crate) source: SourceId,
    pub(crate) external_id: String,
    pub(crate) attribute: String,
}

/// Gives an account an identity; no, if another was quicker.
pub(crate) async fn add(
    conn: &mut Conn,
    identity: &Identity,
    account: AccountId,
    proved: &ProvedBy,
    now: Moment,
) -> Result<bool, StoreError> {
    let rows = execute!(
        conn,
        "insert into federated_identity (issuer, tenant, subject, account_id, source_id, external_id, proof, linked_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (issuer, tenant, subject) do nothing",
        identity.issuer.clone(),
        identity.tenant.clone(),
        identity.subject.clone(),
        account.0,
        proved.source.0,
        proved.external_id.clone(),
        proved.attribute.clone(),
        now.0,
    )?;
    Ok(rows > 0)
}

/// The account that an identity belongs to.
pub(crate) async fn account(conn: &mut Conn, identity: &Identity) -> Result<Option<AccountId>, StoreError> {
    let row = fetch_optional!(
        conn,
        (i64,),
        "select account_id from federated_identity where issuer = $1 and tenant = $2 and subject = $3",
        identity.issuer.clone(),
        identity.tenant.clone(),
        identity.subject.clone(),
    )?;
    Ok(row.map(|(id,)| AccountId(id)))
}

/// Whether an account has an identity of this issuer.
pub(crate) async fn has_other(conn: &mut Conn, identity: &Identity, account: AccountId) -> Result<bool, StoreError> {
    let row = fetch_optional!(
        conn,
        (i64,),
        "select id from federated_identity where account_id = $1 and issuer = $2 and tenant = $3 limit 1",
        account.0,
        identity.issuer.clone(),
        identity.tenant.clone(),
    )?;
    Ok(row.is_some())
}

#[derive(sqlx::FromRow)]
struct IdentityRow {
    id: i64,
    issuer: String,
    subject: String,
    proof: String,
    linked_at: i64,
}

/// The identities of a person.
pub(crate) async fn of_person(conn: &mut Conn, person: PersonId) -> Result<Vec<PersonIdentity>, StoreError> {
    let rows = fetch_all!(
        conn,
        IdentityRow,
        "select f.id, f.issuer, f.subject, f.proof, f.linked_at
         from federated_identity f join account a on a.id = f.account_id where a.person_id = $1 order by f.id",
        person.0,
    )?;
    let identity = |row: IdentityRow| PersonIdentity {
        id: IdentityId(row.id),
        issuer: row.issuer,
        subject: row.subject,
        proof: row.proof,
        linked_at: Moment(row.linked_at),
    };
    Ok(rows.into_iter().map(identity).collect())
}

/// Takes an identity off a person; no, if they do not have it.
pub(crate) async fn remove(conn: &mut Conn, person: PersonId, identity: IdentityId) -> Result<bool, StoreError> {
    let rows = execute!(
        conn,
        "delete from federated_identity
         where id = $2 and account_id in (select id from account where person_id = $1)",
        person.0,
        identity.0,
    )?;
    Ok(rows > 0)
}

/// Forgets the identities of a person that were proved by an entry which is theirs no longer. Whoever has them is looked for anew.
pub(crate) async fn forget_unproved(conn: &mut Conn, person: PersonId) -> Result<(), StoreError> {
    execute!(
        conn,
        "delete from federated_identity
         where account_id in (select id from account where person_id = $1)
           and not exists (select 1 from entry e where e.source_id = federated_identity.source_id
                             and e.external_id = federated_identity.external_id and e.person_id = $1 and e.detached_at is null)",
        person.0,
    )
    .map(|_| ())
}

/// Forgets every identity of an account.
pub(crate) async fn forget_all(conn: &mut Conn, account: AccountId) -> Result<(), StoreError> {
    execute!(conn, "delete from federated_identity where account_id = $1", account.0).map(|_| ())
}

/// Gives the identities of one account to another.
pub(crate) async fn give(conn: &mut Conn, from: AccountId, to: AccountId) -> Result<(), StoreError> {
    execute!(conn, "update federated_identity set account_id = $2 where account_id = $1", from.0, to.0).map(|_| ())
}

#[derive(sqlx::FromRow)]
struct UnlinkedRow {
    id: i64,
    issuer: String,
    subject: String,
    name: String,
    reason: String,
    first_at: i64,
    last_at: i64,
    attempts: i64,
}

/// Notes a sign-in that nobody could be linked to. Gives the reason of the time before, if there was one.
pub(crate) async fn note_unlinked(
    conn: &mut Conn,
    identity: &Identity,
    name: &str,
    reason: NotLinked,
    now: Moment,
) -> Result<Option<String>, StoreError> {
    let before = fetch_optional!(
        conn,
        (String,),
        "select reason from unlinked_sign_in where issuer = $1 and tenant = $2 and subject = $3",
        identity.issuer.clone(),
        identity.tenant.clone(),
        identity.subject.clone(),
    )?;
    execute!(
        conn,
        "insert into unlinked_sign_in (issuer, tenant, subject, name, reason, first_at, last_at, attempts)
         values ($1, $2, $3, $4, $5, $6, $6, 1)
         on conflict (issuer, tenant, subject) do update set name = excluded.name, reason = excluded.reason,
           last_at = excluded.last_at, attempts = unlinked_sign_in.attempts + 1",
        identity.issuer.clone(),
        identity.tenant.clone(),
        identity.subject.clone(),
        name.to_owned(),
        reason.as_str(),
        now.0,
    )?;
    if before.is_none() {
        execute!(
            conn,
            "delete from unlinked_sign_in where id not in (select id from unlinked_sign_in order by last_at desc, id desc limit $1)",
            MOST_UNLINKED,
        )?;
    }
    Ok(before.map(|(reason,)| reason))
}

/// Sign-ins that nobody belongs to, the latest first.
pub(crate) async fn unlinked(conn: &mut Conn) -> Result<Vec<UnlinkedSignIn>, StoreError> {
    let rows = fetch_all!(
        conn,
        UnlinkedRow,
        "select id, issuer, subject, name, reason, first_at, last_at, attempts from unlinked_sign_in order by last_at desc, id desc",
    )?;
    let sign_in = |row: UnlinkedRow| {
        Some(UnlinkedSignIn {
            id: UnlinkedId(row.id),
            name: row.name,
            issuer: row.issuer,
            subject: row.subject,
            reason: NotLinked::parse(&row.reason)?,
            first_at: Moment(row.first_at),
            last_at: Moment(row.last_at),
            attempts: row.attempts,
        })
    };
    Ok(rows.into_iter().filter_map(sign_in).collect())
}

/// Forgets that somebody came.
pub(crate) async fn forget_unlinked(conn: &mut Conn, id: UnlinkedId) -> Result<bool, StoreError> {
    Ok(execute!(conn, "delete from unlinked_sign_in where id = $1", id.0)? > 0)
}

/// Somebody belongs to somebody now.
pub(crate) async fn no_longer_unlinked(conn: &mut Conn, identity: &Identity) -> Result<(), StoreError> {
    execute!(
        conn,
        "delete from unlinked_sign_in where issuer = $1 and tenant = $2 and subject = $3",
        identity.issuer.clone(),
        identity.tenant.clone(),
        identity.subject.clone(),
    )
    .map(|_| ())
}
