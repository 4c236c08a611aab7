//! Accounts: who can sign in, and with which roles. A synced person's account holds no password, ever.

use std::collections::BTreeSet;

use domain::{
    id::{AccountId, PersonId},
    moment::Moment,
    rights::{Grants, Role, Scope},
};

use super::{
    Conn, StoreError,
    connection::{fetch_one, fetch_optional},
};

/// An account.
#[derive(Clone, Debug)]
pub(crate) struct Account {
    pub(crate) id: AccountId,
    pub(crate) person: Option<PersonId>,
    pub(crate) name: String,
    /// Only local administrators have one.
    pub(crate) password_hash: Option<String>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    person_id: Option<i64>,
    name: String,
    password_hash: Option<String>,
}

impl From<Row> for Account {
    fn from(row: Row) -> Self {
        Self {
            id: AccountId(row.id),
            person: row.person_id.map(PersonId),
            name: row.name,
            password_hash: row.password_hash,
        }
    }
}

/// Reads the stored list of roles; a word of a newer version is passed over, so it grants nothing.
pub(crate) fn roles(text: &str) -> BTreeSet<Role> {
    text.split(',').filter_map(Role::parse).collect()
}

/// The list of roles as it is stored.
pub(crate) fn words(roles: &BTreeSet<Role>) -> String {
    roles.iter().map(|role| role.as_str()).collect::<Vec<_>>().join(",")
}

/// The account of a local administrator, by folded name.
pub(crate) async fn local(conn: &mut Conn, name_folded: &str) -> Result<Option<Account>, StoreError> {
    let row = fetch_optional!(
        conn,
        Row,
        "select id, person_id, name, password_hash from account where local_name = $1",
        name_folded.to_owned(),
    )?;
    Ok(row.map(Account::from))
}

/// An account.
pub(crate) async fn by_id(conn: &mut Conn, id: AccountId) -> Result<Option<Account>, StoreError> {
    let row = fetch_optional!(conn, Row, "select id, person_id, name, password_hash from account where id = $1", id.0)?;
    Ok(row.map(Account::from))
}

/// Makes a local account or sets the password of one that exists.
pub(crate) async fn put_local(
    conn: &mut Conn,
    name_folded: &str,
    name: &str,
    password_hash: &str,
    now: Moment,
) -> Result<AccountId, StoreError> {
    let (id,) = fetch_one!(
        conn,
        (i64,),
        "insert into account (local_name, name, password_hash, created_at) values ($1, $2, $3, $4)
         on conflict (local_name) do update set password_hash = excluded.password_hash returning id",
        name_folded.to_owned(),
        name.to_owned(),
        password_hash.to_owned(),
        now.0,
    )?;
    Ok(AccountId(id))
}

/// The account of a person, made if there is none yet.
pub(crate) async fn of_person(
    conn: &mut Conn,
    person: PersonId,
    name: &str,
    now: Moment,
) -> Result<Account, StoreError> {
    let row = fetch_one!(
        conn,
        Row,
        "insert into account (person_id, name, created_at) values ($1, $2, $3)
         on conflict (person_id) do update set name = excluded.name
         returning id, person_id, name, password_hash",
        person.0,
        name.to_owned(),
        now.0,
    )?;
    Ok(row.into())
}

/// An account that something is done for without a request: whose it is, with the roles that it has now, those of its last sign-in among them;
/// `None` if it may not sign in.
pub(crate) async fn acting(
    conn: &mut Conn,
    account: AccountId,
) -> Result<Option<(Option<PersonId>, Grants)>, StoreError> {
    let row = fetch_optional!(
        conn,
        (Option<i64>, String),
        "select a.person_id, a.claimed_roles from account a left join person p on p.id = a.person_id
         where a.id = $1 and p.blocked_by_admin_at is null and (p.blocked_by_directory_at is null or p.pinned_at is not null)",
        account.0
    )?;
    let Some((person, claimed)) = row else { return Ok(None) };
    let mut grants = super::grant::of_account(conn, account).await?;
    grants.extend(roles(&claimed).into_iter().map(|role| (role, Scope::Everywhere)));
    Ok(Some((person.map(PersonId), grants)))
}
