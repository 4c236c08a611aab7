//! Grants of roles: who holds which, within which parts of the directories, and where it comes from. `account.roles` is written here alone.

use std::collections::BTreeSet;

use domain::{
    id::{AccountId, PersonId},
    moment::Moment,
    rights::{Grants, Part, Role, Scope},
};

use super::{
    Conn, StoreError,
    account::{roles, words},
    connection::{execute, fetch_all, fetch_optional},
};

/// Where a grant comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Via {
    /// The page of administrators.
    Page,
    /// The command line.
    CommandLine,
}

impl Via {
    fn as_str(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::CommandLine => "command-line",
        }
    }
}

/// A role that somebody holds.
#[derive(Clone, Debug)]
pub(crate) struct Grant {
    pub(crate) role: Role,
    /// None: everywhere.
    pub(crate) parts: Vec<Part>,
    pub(crate) via: Via,
    pub(crate) by: Option<String>,
    pub(crate) at: Moment,
}

/// An account that holds a role.
#[derive(Clone, Debug)]
pub(crate) struct Holder {
    pub(crate) account: AccountId,
    pub(crate) person: Option<PersonId>,
    pub(crate) name: String,
    pub(crate) username: Option<String>,
    pub(crate) is_blocked: bool,
    /// Moves whenever the account's grants do.
    pub(crate) version: i64,
    pub(crate) grants: Vec<Grant>,
    /// Those that the last sign-in brought from an identity provider.
    pub(crate) claimed: BTreeSet<Role>,
}

/// Puts scoped grants beside the roles that hold everywhere. A role of a newer version, or parts that cannot be read, grant nothing.
pub(super) fn grants(
    everywhere: BTreeSet<Role>,
    scoped: impl IntoIterator<Item = (Option<String>, Option<String>)>,
) -> Grants {
    let mut all: Grants = everywhere.into_iter().map(|role| (role, Scope::Everywhere)).collect();
    for (role, parts) in scoped {
        let (Some(role), Some(parts)) = (role.as_deref().and_then(Role::parse), parts) else { continue };
        let scope = match serde_json::from_str::<Vec<Part>>(&parts) {
            Ok(parts) if !parts.is_empty() => Scope::of(&parts),
            _ => continue,
        };
        all.entry(role).or_insert(scope);
    }
    all
}

/// Everything that an account was granted, but for what an identity provider says.
pub(crate) async fn of_account(conn: &mut Conn, account: AccountId) -> Result<Grants, StoreError> {
    let rows = fetch_all!(
        conn,
        (String, Option<String>, Option<String>),
        "select a.roles, g.role, g.parts from account a left join role_grant g on g.account_id = a.id and g.parts <> '[]'
         where a.id = $1",
        account.0
    )?;
    let everywhere = rows.first().map(|(words, ..)| roles(words)).unwrap_or_default();
    Ok(grants(everywhere, rows.into_iter().map(|(_, role, parts)| (role, parts))))
}

/// Takes the right to change who is a system administrator: who comes second sees what the first has left.
pub(crate) async fn lock(conn: &mut Conn) -> Result<(), StoreError> {
    execute!(conn, "update counter set next = next + 1 where name = 'rights'").map(|_| ())
}

/// Whether anybody but this account is a system administrator who can sign in.
pub(crate) async fn has_other_system_admin(conn: &mut Conn, but: AccountId) -> Result<bool, StoreError> {
    let row = fetch_optional!(
        conn,
        (i64,),
        "select a.id from account a join role_grant g on g.account_id = a.id left join person p on p.id = a.person_id
         where g.role = 'system-admin' and g.parts = '[]' and a.id <> $1 and (a.person_id is not null or a.local_name is not null)
           and p.blocked_by_admin_at is null and (p.blocked_by_directory_at is null or p.pinned_at is not null)
         limit 1",
        but.0
    )?;
    Ok(row.is_some())
}

/// Grants a role, or says anew within which parts.
pub(crate) async fn put(conn: &mut Conn, account: AccountId, grant: &Grant) -> Result<(), StoreError> {
    execute!(
        conn,
        "insert into role_grant (account_id, role, parts, via, by_name, at) values ($1, $2, $3, $4, $5, $6)
         on conflict (account_id, role) do update set parts = excluded.parts, via = excluded.via,
           by_name = excluded.by_name, at = excluded.at",
        account.0,
        grant.role.as_str(),
        // Texts always are JSON.
        serde_json::to_string(&grant.parts).unwrap_or_default(),
        grant.via.as_str(),
        grant.by.clone(),
        grant.at.0,
    )?;
    settle(conn, account).await
}

/// Ends a role; no, if it was not held.
pub(crate) async fn end(conn: &mut Conn, account: AccountId, role: Role) -> Result<bool, StoreError> {
    let ended = execute!(conn, "delete from role_grant where account_id = $1 and role = $2", account.0, role.as_str())?;
    settle(conn, account).await?;
    Ok(ended > 0)
}

/// Gives an account the roles of another, which ends. Where both hold one, that of the account which stays counts, unless the other's holds
/// everywhere.
pub(crate) async fn give(conn: &mut Conn, from: AccountId, to: AccountId) -> Result<(), StoreError> {
    execute!(
        conn,
        "insert into role_grant (account_id, role, parts, via, by_name, at)
         select $2, role, parts, via, by_name, at from role_grant where account_id = $1
         on conflict (account_id, role) do update set parts = excluded.parts, via = excluded.via,
           by_name = excluded.by_name, at = excluded.at where excluded.parts = '[]'",
        from.0,
        to.0,
    )?;
    settle(conn, to).await?;
    end_all(conn, from).await
}

/// Ends all roles of an account.
pub(crate) async fn end_all(conn: &mut Conn, account: AccountId) -> Result<(), StoreError> {
    execute!(conn, "delete from role_grant where account_id = $1", account.0)?;
    settle(conn, account).await
}

/// Brings `account.roles` in line.
async fn settle(conn: &mut Conn, account: AccountId) -> Result<(), StoreError> {
    let held =
        fetch_all!(conn, (String,), "select role from role_grant where account_id = $1 and parts = '[]'", account.0)?;
    let held: BTreeSet<Role> = held.iter().filter_map(|(role,)| Role::parse(role)).collect();
    execute!(
        conn,
        "update account set roles = $2, rights_version = rights_version + 1 where id = $1",
        account.0,
        words(&held)
    )
    .map(|_| ())
}

/// The groups that grants name, as they are written.
pub(crate) async fn groups(conn: &mut Conn) -> Result<BTreeSet<String>, StoreError> {
    let rows = fetch_all!(conn, (String,), "select distinct parts from role_grant where parts <> '[]'")?;
    let parts = rows.iter().filter_map(|(parts,)| serde_json::from_str::<Vec<Part>>(parts).ok()).flatten();
    let group = |part| match part {
        Part::Group(name) => Some(name),
        Part::Ou(_) => None,
    };
    Ok(parts.filter_map(group).collect())
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    person_id: Option<i64>,
    name: String,
    display_name: Option<String>,
    username: Option<String>,
    is_blocked: i64,
    rights_version: i64,
    claimed_roles: String,
    role: Option<String>,
    parts: Option<String>,
    via: Option<String>,
    by_name: Option<String>,
    at: Option<i64>,
}

/// Everybody who holds a role, or the account that is named.
pub(crate) async fn holders(conn: &mut Conn, account: Option<AccountId>) -> Result<Vec<Holder>, StoreError> {
    let rows = fetch_all!(
        conn,
        Row,
        "select a.id, a.person_id, a.name, p.display_name, coalesce(p.username, a.local_name) as username,
                cast(case when p.blocked_by_admin_at is not null
                       or (p.blocked_by_directory_at is not null and p.pinned_at is null) then 1 else 0 end as bigint) as is_blocked,
                a.rights_version, a.claimed_roles, g.role, g.parts, g.via, g.by_name, g.at
         from account a left join role_grant g on g.account_id = a.id left join person p on p.id = a.person_id
         where a.id = $1 or (cast($1 as bigint) is null and (g.role is not null or a.claimed_roles <> ''))
         order by coalesce(p.display_name, a.name), a.id, g.role",
        account.map(|account| account.0),
    )?;
    let mut all: Vec<Holder> = Vec::new();
    for row in rows {
        if all.last().is_none_or(|last| last.account.0 != row.id) {
            all.push(Holder {
                account: AccountId(row.id),
                person: row.person_id.map(PersonId),
                name: row.display_name.unwrap_or(row.name),
                username: row.username,
                is_blocked: row.is_blocked != 0,
                version: row.rights_version,
                grants: Vec::new(),
                claimed: roles(&row.claimed_roles),
            });
        }
        let (Some(role), Some(parts)) = (row.role.as_deref().and_then(Role::parse), row.parts) else { continue };
        let parts = serde_json::from_str(&parts).map_err(|_| StoreError::Inconsistent {
            table: "role_grant",
            column: "parts",
            row: row.id.to_string(),
        })?;
        let via = if row.via.as_deref() == Some("page") { Via::Page } else { Via::CommandLine };
        let grant = Grant { role, parts, via, by: row.by_name, at: Moment(row.at.unwrap_or_default()) };
        all.last_mut().into_iter().for_each(|last| last.grants.push(grant.clone()));
    }
    Ok(all)
}

/// People who hold a role, granted or brought by their last sign-in, and may sign in, with where each of their roles holds.
pub(crate) async fn staff(conn: &mut Conn) -> Result<Vec<(PersonId, AccountId, Grants)>, StoreError> {
    let rows = fetch_all!(
        conn,
        (i64, i64, String, Option<String>, Option<String>),
        "select p.id, a.id, a.claimed_roles, g.role, g.parts
         from account a join person p on p.id = a.person_id left join role_grant g on g.account_id = a.id
         where a.id in (select account_id from role_grant union select id from account where claimed_roles <> '')
           and p.blocked_by_admin_at is null and (p.blocked_by_directory_at is null or p.pinned_at is not null)
         order by a.id, g.role"
    )?;
    let mut all: Vec<(PersonId, AccountId, Grants)> = Vec::new();
    for (person, account, claimed, role, parts) in rows {
        if all.last().is_none_or(|(_, last, _)| last.0 != account) {
            all.push((PersonId(person), AccountId(account), grants(roles(&claimed), None)));
        }
        let Some((.., held)) = all.last_mut() else { continue };
        let is_everywhere = parts.as_deref() == Some("[]");
        let everywhere = role.as_deref().and_then(Role::parse).filter(|_| is_everywhere);
        for (role, scope) in grants(everywhere.into_iter().collect(), [(role, parts)]) {
            held.entry(role).or_insert(scope);
        }
    }
    Ok(all)
}
