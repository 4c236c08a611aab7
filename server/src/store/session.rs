//! Sessions on the server's side: the cookie holds a random token, the database its hash.

use domain::{
    id::{AccountId, PersonId},
    moment::Moment,
    rights::Grants,
};

use super::{
    Conn, StoreError,
    account::roles,
    connection::{execute, fetch_all, in_numbers, list},
    federated::Identity,
    grant,
};

/// Everything that a request needs to know about its sender, read anew each time: a right that ends takes effect with the next request.
#[derive(Clone, Debug)]
pub(crate) struct Open {
    pub(crate) account: AccountId,
    pub(crate) name: String,
    pub(crate) person: Option<PersonId>,
    pub(crate) grants: Grants,
    pub(crate) blocked: bool,
    /// Until when the session is good. A token of an identity provider says that itself.
    pub(crate) expires_at: Moment,
    /// The catalogue of attributes is cached; this tells whether the cached one is still good.
    pub(crate) catalogue_version: i64,
}

#[derive(sqlx::FromRow)]
struct Row {
    account_id: i64,
    name: String,
    person_id: Option<i64>,
    display_name: Option<String>,
    roles: String,
    /// Those that an identity provider granted to this session.
    #[sqlx(default)]
    claimed_roles: String,
    is_blocked: i64,
    #[sqlx(default)]
    expires_at: i64,
    catalogue_version: i64,
    /// One row for each role that holds within parts.
    scoped_role: Option<String>,
    parts: Option<String>,
}

/// Where a session is good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Door {
    /// The portal, by a cookie.
    Portal,
    /// The task pane, by a header.
    Pane,
}

impl Door {
    /// The word in SQL.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Portal => "portal",
            Self::Pane => "pane",
        }
    }
}

/// The session of a token's hash at a door, if it is known; whether it has run out is the caller's to judge.
pub(crate) async fn find(conn: &mut Conn, door: Door, token_hash: &[u8]) -> Result<Option<Open>, StoreError> {
    let rows = fetch_all!(
        conn,
        Row,
        "select g.role as scoped_role, g.parts, s.account_id, a.name, a.person_id, p.display_name, a.roles, s.claimed_roles, s.expires_at,
                cast(case when p.blocked_by_admin_at is not null
                       or (p.blocked_by_directory_at is not null and p.pinned_at is null) then 1 else 0 end as bigint) as is_blocked,
                (select next from counter where name = 'catalogue') as catalogue_version
         from session s join account a on a.id = s.account_id left join person p on p.id = a.person_id
           left join role_grant g on g.account_id = a.id and g.parts <> '[]'
         where s.token_hash = $1 and s.door = $2",
        token_hash.to_vec(),
        door.as_str(),
    )?;
    Ok(open_of(rows))
}

/// The same for somebody whom an identity provider vouches for, if they are linked to a person.
pub(crate) async fn of_identity(conn: &mut Conn, identity: &Identity) -> Result<Option<Open>, StoreError> {
    let rows = fetch_all!(
        conn,
        Row,
        "select g.role as scoped_role, g.parts, f.account_id, a.name, a.person_id, p.display_name, a.roles,
                cast(case when p.blocked_by_admin_at is not null
                       or (p.blocked_by_directory_at is not null and p.pinned_at is null) then 1 else 0 end as bigint) as is_blocked,
                (select next from counter where name = 'catalogue') as catalogue_version
         from federated_identity f join account a on a.id = f.account_id join person p on p.id = a.person_id
           left join role_grant g on g.account_id = a.id and g.parts <> '[]'
         where f.issuer = $1 and f.tenant = $2 and f.subject = $3",
        identity.issuer.clone(),
        identity.tenant.clone(),
        identity.subject.clone(),
    )?;
    Ok(open_of(rows))
}

fn open_of(mut rows: Vec<Row>) -> Option<Open> {
    let scoped: Vec<_> = rows.iter_mut().map(|row| (row.scoped_role.take(), row.parts.take())).collect();
    let row = rows.pop()?;
    let everywhere = roles(&row.roles).into_iter().chain(roles(&row.claimed_roles)).collect();
    Some(Open {
        account: AccountId(row.account_id),
        name: row.display_name.unwrap_or(row.name),
        person: row.person_id.map(PersonId),
        grants: grant::grants(everywhere, scoped),
        blocked: row.is_blocked != 0,
        expires_at: Moment(row.expires_at),
        catalogue_version: row.catalogue_version,
    })
}

/// Opens a session.
pub(crate) async fn open(
    conn: &mut Conn,
    door: Door,
    token_hash: &[u8],
    account: AccountId,
    now: Moment,
    expires_at: Moment,
) -> Result<(), StoreError> {
    execute!(
        conn,
        "insert into session (token_hash, account_id, created_at, expires_at, door) values ($1, $2, $3, $4, $5)",
        token_hash.to_vec(),
        account.0,
        now.0,
        expires_at.0,
        door.as_str(),
    )
    .map(|_| ())
}

/// Ends a session; no, if there is none.
pub(crate) async fn close(conn: &mut Conn, token_hash: &[u8]) -> Result<bool, StoreError> {
    Ok(execute!(conn, "delete from session where token_hash = $1", token_hash.to_vec())? > 0)
}

/// Ends every session of an account, as after a change of its roles.
pub(crate) async fn close_all(conn: &mut Conn, account: AccountId) -> Result<(), StoreError> {
    execute!(conn, "delete from session where account_id = $1", account.0).map(|_| ())
}

/// Ends every session of these people, as when they are blocked.
pub(crate) async fn close_of_people(conn: &mut Conn, people: &[PersonId]) -> Result<(), StoreError> {
    execute!(
        conn,
        in_numbers!("delete from session where account_id in (select id from account where person_id in ", "$1", ")"),
        list(people),
    )
    .map(|_| ())
}

/// Forgets sessions that ran out.
pub(crate) async fn sweep(conn: &mut Conn, now: Moment) -> Result<u64, StoreError> {
    execute!(conn, "delete from session where expires_at < $1", now.0)
}
