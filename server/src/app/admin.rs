//! What is done on the command line: local administrators, roles, and checking the audit log.

use domain::{
    moment::Moment,
    rights::{Role, Scope},
    text,
};
use secrecy::{ExposeSecret as _, SecretString};

use super::{App, AppError, administrators, asker::Actor};
use crate::{
    clock, signin,
    store::{
        account, audit,
        grant::{self, Grant, Via},
        person, session,
    },
};

fn by_command(role: Role, now: Moment) -> Grant {
    Grant { role, parts: Vec::new(), via: Via::CommandLine, by: None, at: now }
}

impl App {
    /// Makes a local administrator, or sets the password of one: the way in when the directory is down.
    pub(crate) async fn create_local_admin(
        &self,
        name: &str,
        password: SecretString,
        now: Moment,
    ) -> Result<(), AppError> {
        let (name, folded) = (name.trim().to_owned(), text::fold(name));
        if folded.is_empty() || folded.chars().count() > 100 {
            return Err(AppError::BadRequest("the name has 1 to 100 characters".to_owned()));
        }
        if password.expose_secret().chars().count() < 12 {
            return Err(AppError::BadRequest("the password has at least 12 characters".to_owned()));
        }
        let hash = signin::hash_password(&password, &clock::random()?).map_err(AppError::Internal)?;
        self.store()
            .write(move |conn| {
                Box::pin(async move {
                    if person::by_username(conn, &folded).await?.is_some() {
                        return Err(AppError::Conflict(format!(
                            "somebody in the directory has the name {name}; choose another"
                        )));
                    }
                    let id = account::put_local(conn, &folded, &name, &hash, now).await?;
                    grant::put(conn, id, &by_command(Role::SystemAdmin, now)).await?;
                    session::close_all(conn, id).await?;
                    let mut row = Actor::default().audit(now, "admin.create");
                    row.detail = serde_json::json!({ "account": id });
                    conn.audit(row);
                    Ok(())
                })
            })
            .await
    }

    /// Grants a role to a synced person, or takes it away. The last system administrator keeps it.
    pub(crate) async fn set_role(
        &self,
        username: &str,
        role: Role,
        granted: bool,
        now: Moment,
    ) -> Result<(), AppError> {
        let (name, folded) = (username.to_owned(), text::fold(username));
        self.store()
            .write(move |conn| {
                Box::pin(async move {
                    let person = person::by_username(conn, &folded).await?.ok_or_else(|| {
                        AppError::Conflict(format!(
                            "nobody active has the user name {name}; sync first, and look at the spelling"
                        ))
                    })?;
                    let account = account::of_person(conn, person.id, &person.display_name, now).await?;
                    let held = grant::of_account(conn, account.id).await?.get(&role).cloned();
                    if held == granted.then_some(Scope::Everywhere) {
                        return Ok(());
                    }
                    if granted {
                        grant::put(conn, account.id, &by_command(role, now)).await?;
                    } else {
                        if role == Role::SystemAdmin {
                            administrators::keep_another(conn, account.id).await?;
                        }
                        grant::end(conn, account.id, role).await?;
                    }
                    // A session that was opened with other rights must not live on.
                    session::close_all(conn, account.id).await?;
                    let mut row = Actor::default().audit(now, if granted { "admin.grant" } else { "admin.revoke" });
                    row.person = Some(person.id);
                    row.detail = serde_json::json!({ "role": role });
                    conn.audit(row);
                    Ok(())
                })
            })
            .await
    }

    /// Walks the audit log; the number of rows, or where its chain is broken.
    pub(crate) async fn verify_audit(&self) -> Result<i64, AppError> {
        let mut conn = self.store().read().await?;
        match audit::verify(&mut conn).await? {
            (rows, None) => Ok(rows),
            (_, Some(audit::Broken::Row(sequence))) => Err(AppError::Conflict(format!(
                "the audit log is broken at row {sequence}: it was changed outside Amend"
            ))),
            (_, Some(audit::Broken::End { found, expected })) => Err(AppError::Conflict(format!(
                "the audit log ends at row {found}, there should be {expected}: rows were removed outside Amend"
            ))),
        }
    }
}
