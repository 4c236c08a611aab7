//! Who holds which role, granting roles and ending them. Nobody gives more than they hold, nobody gives themselves anything, and somebody is always
//! left who may do everything.

use domain::{
    api::{Administrator, Administrators, GrantRole, HeldRole, RoleFrom, SetRole},
    id::{AccountId, PersonId},
    moment::Moment,
    rights::{Act, Part, Role, Scope},
};

use super::{App, AppError, asker::Asker};
use crate::store::{
    Conn, account, attribute, container,
    grant::{self, Grant, Holder, Via},
    identity, person, session,
};

/// Why the last one stays.
pub(super) const LAST: &str = "this is the last system administrator who can sign in; grant the role to another first";

/// Most parts of one grant.
const MOST_PARTS: usize = 50;

/// Goes on only if somebody else is a system administrator who can sign in. Whoever asks it at the same time waits, and sees what was done.
pub(super) async fn keep_another(conn: &mut Conn, account: AccountId) -> Result<(), AppError> {
    grant::lock(conn).await?;
    if grant::has_other_system_admin(conn, account).await? { Ok(()) } else { Err(AppError::Conflict(LAST.to_owned())) }
}

/// Whether this person is the only system administrator.
pub(super) async fn is_last(conn: &mut Conn, person: PersonId) -> Result<bool, AppError> {
    let Some(account) = identity::account(conn, person).await? else { return Ok(false) };
    if grant::of_account(conn, account).await?.get(&Role::SystemAdmin) != Some(&Scope::Everywhere) {
        return Ok(false);
    }
    grant::lock(conn).await?;
    Ok(!grant::has_other_system_admin(conn, account).await?)
}

/// Goes on unless this person is the last system administrator.
pub(super) async fn keep_one(conn: &mut Conn, person: PersonId) -> Result<(), AppError> {
    if is_last(conn, person).await? { Err(AppError::Conflict(LAST.to_owned())) } else { Ok(()) }
}

impl App {
    /// Everybody who holds a role.
    pub(crate) async fn administrators(&self, asker: &Asker) -> Result<Administrators, AppError> {
        let mut conn = self.store().read().await?;
        let all = grant::holders(&mut conn, None).await?;
        Ok(Administrators {
            may_set: asker.can(Act::SetRights, None),
            items: all.iter().map(|one| shown(asker, one)).collect(),
        })
    }

    /// What one account holds.
    pub(crate) async fn administrator(&self, asker: &Asker, id: AccountId) -> Result<Administrator, AppError> {
        let mut conn = self.store().read().await?;
        Ok(shown(asker, &holder(&mut conn, id).await?))
    }

    /// Grants a role to a person who does not hold it yet.
    pub(crate) async fn grant_role(
        &self,
        asker: &Asker,
        wish: GrantRole,
        now: Moment,
    ) -> Result<Administrator, AppError> {
        let groups = self.checked(asker, wish.role, &wish.parts).await?;
        let doer = asker.clone();
        let account = self
            .store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move {
                    let known = person::by_id(conn, wish.person).await?.ok_or_else(|| {
                        AppError::BadRequest("`person`: there is no such person; choose another".to_owned())
                    })?;
                    if known.blocked().is_some() {
                        return Err(AppError::Conflict(format!(
                            "{} is blocked and cannot sign in; let them back in first",
                            known.display_name
                        )));
                    }
                    let account = account::of_person(conn, wish.person, &known.display_name, now).await?.id;
                    if grant::of_account(conn, account).await?.contains_key(&wish.role) {
                        return Err(AppError::Conflict(format!(
                            "{} holds this role already; change where it holds in the list",
                            known.display_name
                        )));
                    }
                    for group in &groups {
                        group.keep(conn, now).await?;
                    }
                    let set = Set { role: wish.role, parts: wish.parts, now };
                    put(conn, &doer, (account, Some(wish.person)), set).await?;
                    Ok(account)
                })
            })
            .await?;
        self.administrator(asker, account).await
    }

    /// Says anew within which parts an account holds a role, or grants it one more.
    pub(crate) async fn set_role_of(
        &self,
        asker: &Asker,
        (id, role): (AccountId, Role),
        version: i64,
        wish: SetRole,
        now: Moment,
    ) -> Result<Administrator, AppError> {
        let groups = self.checked(asker, role, &wish.parts).await?;
        let doer = asker.clone();
        self.store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move {
                    let known = as_seen(conn, id, version).await?;
                    for group in &groups {
                        group.keep(conn, now).await?;
                    }
                    put(conn, &doer, (id, known.person), Set { role, parts: wish.parts, now }).await
                })
            })
            .await?;
        self.administrator(asker, id).await
    }

    /// Ends a role.
    pub(crate) async fn end_role(
        &self,
        asker: &Asker,
        (id, role): (AccountId, Role),
        version: i64,
        now: Moment,
    ) -> Result<(), AppError> {
        let doer = asker.clone();
        self.store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move {
                    let known = as_seen(conn, id, version).await?;
                    let held = known.grants.iter().find(|grant| grant.role == role).ok_or(AppError::NotFound)?;
                    if !doer.who.may_grant(role, &Scope::of(&held.parts)) {
                        return Err(AppError::Forbidden);
                    }
                    if role == Role::SystemAdmin {
                        keep_another(conn, id).await?;
                    }
                    grant::end(conn, id, role).await?;
                    // A session that was opened with other rights must not live on.
                    session::close_all(conn, id).await?;
                    attribute::move_catalogue(conn).await?;
                    let mut row = doer.actor().audit(now, "admin.revoke");
                    row.person = known.person;
                    row.detail =
                        serde_json::json!({ "role": role, "account": id, "name": known.name, "parts": held.parts });
                    conn.audit(row);
                    Ok(())
                })
            })
            .await
    }

    /// Refuses a grant that cannot be, and reads who is in groups that are new.
    async fn checked(
        &self,
        asker: &Asker,
        role: Role,
        parts: &[Part],
    ) -> Result<Vec<super::policy_groups::ReadGroup>, AppError> {
        if !asker.who.may_grant(role, &Scope::of(parts)) {
            return Err(AppError::Forbidden);
        }
        if !parts.is_empty() && !role.has_parts() {
            return Err(AppError::BadRequest(format!(
                "`parts`: the role {} is about sources or the whole, so it holds everywhere; leave `parts` out",
                role.as_str()
            )));
        }
        if parts.len() > MOST_PARTS {
            return Err(AppError::BadRequest(format!("`parts` has at most {MOST_PARTS}; name a container above them")));
        }
        for part in parts {
            part.check().map_err(|why| AppError::BadRequest(format!("`parts`: {why}")))?;
        }
        let mut conn = self.store().read().await?;
        for part in parts {
            if let Part::Ou(name) = part
                && !container::is_known(&mut conn, name).await?
            {
                return Err(AppError::BadRequest(format!(
                    "`parts`: nobody lies in {name}; choose a container from the list, or check the name"
                )));
            }
        }
        drop(conn);
        let names: Vec<String> = parts
            .iter()
            .filter_map(|part| match part {
                Part::Group(name) => Some(name.clone()),
                Part::Ou(_) => None,
            })
            .collect();
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        self.read_groups_of_parts(&catalogue, names).await
    }
}

/// A grant as it is to be.
struct Set {
    role: Role,
    parts: Vec<Part>,
    now: Moment,
}

/// Grants a role, with its row in the log.
async fn put(
    conn: &mut Conn,
    doer: &Asker,
    (account, person): (AccountId, Option<PersonId>),
    Set { role, mut parts, now }: Set,
) -> Result<(), AppError> {
    if doer.who.account == account || (person.is_some() && doer.person() == person) {
        return Err(AppError::Conflict("nobody grants a role to themselves; another administrator does it".to_owned()));
    }
    parts.sort();
    parts.dedup();
    let before = grant::holders(conn, Some(account)).await?.into_iter().next();
    let held = before.as_ref().and_then(|before| before.grants.iter().find(|grant| grant.role == role));
    if held.is_some_and(|held| held.parts == parts) {
        return Ok(());
    }
    let before_parts = held.map(|held| held.parts.clone());
    let new = Grant { role, parts: parts.clone(), via: Via::Page, by: Some(doer.name.clone()), at: now };
    grant::put(conn, account, &new).await?;
    // A session that was opened with other rights must not live on.
    session::close_all(conn, account).await?;
    // Who is in a group that is new to everybody is read with the catalogue.
    attribute::move_catalogue(conn).await?;
    let mut row = doer.actor().audit(now, "admin.grant");
    row.person = person;
    row.detail = serde_json::json!({
        "role": role, "account": account, "name": before.map(|before| before.name), "parts": parts, "before": before_parts,
    });
    conn.audit(row);
    Ok(())
}

async fn holder(conn: &mut Conn, id: AccountId) -> Result<Holder, AppError> {
    grant::holders(conn, Some(id)).await?.into_iter().next().ok_or(AppError::NotFound)
}

/// The account, if its grants are as the asker saw them. The rights are locked, so that they stay so.
async fn as_seen(conn: &mut Conn, id: AccountId, version: i64) -> Result<Holder, AppError> {
    grant::lock(conn).await?;
    let known = holder(conn, id).await?;
    if known.version == version {
        Ok(known)
    } else {
        Err(AppError::VersionMoved { version: known.version, moved: Vec::new() })
    }
}

fn shown(asker: &Asker, holder: &Holder) -> Administrator {
    let is_self = asker.who.account == holder.account;
    let granted = holder.grants.iter().map(|grant| HeldRole {
        role: grant.role,
        parts: grant.parts.clone(),
        from: match grant.via {
            Via::Page => RoleFrom::Page,
            Via::CommandLine => RoleFrom::CommandLine,
        },
        by: grant.by.clone(),
        at: Some(grant.at),
        may_change: !is_self && role_moves(asker, grant),
        may_end: role_moves(asker, grant),
    });
    let claimed = holder.claimed.iter().map(|role| HeldRole {
        role: *role,
        parts: Vec::new(),
        from: RoleFrom::IdentityProvider,
        by: None,
        at: None,
        may_change: false,
        may_end: false,
    });
    Administrator {
        account: holder.account,
        version: holder.version,
        person: holder.person,
        name: holder.name.clone(),
        username: holder.username.clone(),
        is_blocked: holder.is_blocked,
        is_self,
        roles: granted.chain(claimed).collect(),
    }
}

fn role_moves(asker: &Asker, grant: &Grant) -> bool {
    asker.who.may_grant(grant.role, &Scope::of(&grant.parts))
}
