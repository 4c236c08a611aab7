//! Setting a source up on the page: a draft is begun, saved step by step, finished, and later changed or retired. Nothing but dry runs happens
//! before it is finished (S4.16), and its password goes in but never comes out.

use domain::{
    api::{Connect, MappingRow, SaveSetUp, SetUp, Source, SourceOrigin, SourceState, TlsMode, Via, is_source_name},
    id::{RunId, SourceId},
    moment::Moment,
};
use secrecy::SecretString;

use super::{
    App, AppError,
    asker::Asker,
    connection::{self, connection, mapping_of},
    expressions, reaching, remap, seed,
    sync::{discard_dry_run, held_dry_run},
};
use crate::{
    calendar,
    store::{
        Conn, attribute, rekey, run,
        set_up::{self, Stored},
        source, template,
    },
};

/// More runs than a draft ever has.
const RUNS: i64 = 100_000;

/// A source with what was set up of it, as it is now.
async fn load(conn: &mut Conn, id: SourceId) -> Result<(source::Source, Stored), AppError> {
    let row = source::all(conn).await?.into_iter().find(|row| row.id == id).ok_or(AppError::NotFound)?;
    let stored = set_up::one(conn, id).await?.ok_or(AppError::NotFound)?;
    Ok((row, stored))
}

fn moved(row: &source::Source) -> AppError {
    AppError::VersionMoved { version: row.version, moved: Vec::new() }
}

impl App {
    /// Begins to set a source up.
    pub(crate) async fn begin_source(&self, asker: &Asker, name: &str, now: Moment) -> Result<Source, AppError> {
        let name = name.trim().to_owned();
        if !is_source_name(&name) {
            return Err(AppError::BadRequest("`name`: is one to 63 letters, digits, - or _".to_owned()));
        }
        let actor = asker.actor();
        let id = self
            .store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move {
                    if template::has_other_target(conn, &name).await? {
                        return Err(AppError::Conflict(format!("there is a target {name}; choose another name")));
                    }
                    let begun = set_up::begin(conn, &name, &Connect::default()).await?;
                    let id = begun.ok_or_else(|| {
                        AppError::Conflict(format!("there is a source or a target {name} already; choose another name"))
                    })?;
                    attribute::move_catalogue(conn).await?;
                    let mut row = actor.audit(now, "source.begin");
                    row.detail = serde_json::json!({ "source": name });
                    conn.audit(row);
                    Ok(id)
                })
            })
            .await?;
        self.source(&self.fresh(asker).await?, id).await
    }

    /// What is known of a source's set-up.
    pub(crate) async fn set_up(&self, id: SourceId) -> Result<SetUp, AppError> {
        let mut conn = self.store().read().await?;
        let (row, stored) = load(&mut conn, id).await?;
        let configured = self.0.parts.settings.get(&row.name).filter(|_| row.origin == SourceOrigin::File);
        let dry_run = held_dry_run(&mut conn, id).await?;
        Ok(SetUp {
            source: id,
            version: row.version,
            origin: row.origin,
            via: stored.via,
            state: row.state,
            step: stored.step,
            has_password: stored.secret.is_some() || configured.is_some(),
            mapping: mapping_of(&stored, configured.map(AsRef::as_ref)),
            mapping_is_fixed: configured.is_some_and(|connection| connection.mapping_is_fixed),
            connection: match (stored.connection, configured) {
                (Some(connect), _) => connect,
                (None, Some(configured)) => configured.connect.clone(),
                (None, None) => Connect::default(),
            },
            name: row.name,
            dry_run,
        })
    }

    /// Keeps what was entered, and answers with what is known now.
    pub(crate) async fn save_set_up(
        &self,
        asker: &Asker,
        id: SourceId,
        version: i64,
        save: SaveSetUp,
        now: Moment,
    ) -> Result<SetUp, AppError> {
        let (row, before) = load(&mut self.store().read().await?, id).await?;
        if row.version != version {
            return Err(moved(&row));
        }
        if row.retired_at.is_some() {
            return Err(AppError::Conflict(format!("source {} is retired", row.name)));
        }
        let SaveSetUp { step, via, connection, password, mapping, freeze } = save;
        let mut after = before.clone();
        after.step = step.unwrap_or(before.step);
        if let Some(via) = via {
            reaching::set_via(&row, &mut after, via)?;
        }
        reaching::must_keep_secrets_inside(after.via, connection.as_ref(), password.is_some())?;
        let turns = after.via != before.via;
        let reaches = connection.is_some() || password.is_some() || turns;
        if connection.is_some() || password.is_some() {
            self.set_connection(&row, &mut after, connection, password.map(SecretString::from))?;
        }
        let configured = self.0.parts.settings.get(&row.name).filter(|_| row.origin == SourceOrigin::File).cloned();
        let remaps = mapping.is_some();
        if let Some(rows) = mapping {
            if configured.as_ref().is_some_and(|connection| connection.mapping_is_fixed) {
                return Err(AppError::Conflict(
                    "the settings file says how this source is mapped; change it there, or take its `mapping` out"
                        .to_owned(),
                ));
            }
            let rows = tidy(rows);
            self.check_mapping(&row, &after, &rows).await?;
            after.mapping = Some(rows);
        }
        if reaches && row.state != SourceState::Draft {
            self.must_connect(&row, &after)?;
        }
        let was = mapping_of(&before, configured.as_deref());
        let rows = mapping_of(&after, configured.as_deref());
        let is_in_force = row.state != SourceState::Draft;
        let (actor, catalogue) = (asker.actor(), self.catalogue(asker.catalogue_version).await?);
        self.store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move {
                    let mut frozen = Vec::new();
                    if turns {
                        reaching::must_rest(conn, id).await?;
                        reaching::stop_writing(conn, (&catalogue, id), &actor, now).await?;
                    }
                    if remaps && is_in_force {
                        frozen = remap::freeze(conn, (&catalogue, id), (&was, &rows), &freeze, &actor, now).await?;
                        seed::put_mapping(conn, (id, &row.name), &rows, now).await?;
                    }
                    if !set_up::save(conn, &after, version).await? {
                        return Err(moved(&row));
                    }
                    if reaches || remaps {
                        // What it would have done was told with what was known before.
                        discard_dry_run(conn, id, &actor, now).await?;
                        attribute::move_catalogue(conn).await?;
                    }
                    let mut audit = actor.audit(now, "source.set_up");
                    audit.detail = serde_json::json!({
                        "source": row.name,
                        "step": after.step,
                        "via": turns.then_some(after.via),
                        "connection": after.connection.as_ref().filter(|_| reaches).map(told),
                        "password": reaches && after.secret != before.secret,
                        "mapping": remaps.then_some(&rows),
                        "frozen": frozen,
                    });
                    conn.audit(audit);
                    Ok(())
                })
            })
            .await?;
        self.set_up(id).await
    }

    /// Takes over how a source is reached. A password that was kept was meant for address, protection and account as they were: nobody
    /// shall have it sent elsewhere by changing these.
    fn set_connection(
        &self,
        row: &source::Source,
        after: &mut Stored,
        connect: Option<Connect>,
        password: Option<SecretString>,
    ) -> Result<(), AppError> {
        let Some(before) = after.connection.clone() else {
            return Err(AppError::Conflict(format!(
                "source {} stands in the settings file; change there how it is reached",
                row.name
            )));
        };
        let connect = connect.unwrap_or_else(|| before.clone());
        check_connect(&connect)?;
        if row.state != SourceState::Draft && connect.id_attribute != before.id_attribute {
            return Err(AppError::Conflict(
                "`id_attribute`: everybody is known by it; re-key the source to have them known by another one"
                    .to_owned(),
            ));
        }
        let meant_for = |connect: &Connect| {
            (connection::place(row.id, connect), connect.ca_pem.clone(), connect.pin_sha256.clone())
        };
        if meant_for(&connect) != meant_for(&before) {
            after.secret = None;
        }
        if let Some(password) = password {
            if secrecy::ExposeSecret::expose_secret(&password).is_empty() {
                return Err(AppError::BadRequest(
                    "`password`: is empty; a directory would take that for an anonymous sign-in".to_owned(),
                ));
            }
            let sealed = self.seals().seal(&password, &connection::place(row.id, &connect));
            after.secret = Some(sealed.map_err(|error| AppError::Conflict(error.to_string()))?);
        }
        after.connection = Some(connect);
        Ok(())
    }

    /// A source that is read must stay one that can be.
    fn must_connect(&self, row: &source::Source, after: &Stored) -> Result<(), AppError> {
        let Some(connect) = &after.connection else { return Ok(()) };
        if after.via == Via::Agent {
            return Ok(());
        }
        let sealed = after.secret.as_deref().ok_or_else(|| {
            AppError::BadRequest("`password`: enter it again, since address, TLS or account have changed".to_owned())
        })?;
        let opened = self.seals().open(sealed, &connection::place(row.id, connect));
        let password = opened.map_err(|error| AppError::Conflict(error.to_string()))?;
        connection(connect, password, &mapping_of(after, None))
            .map(drop)
            .map_err(|reason| AppError::BadRequest(format!("`connection`: {reason}")))
    }

    /// Ends the set-up after a last look that everything is there; from then on the source is read.
    pub(crate) async fn finish_source(
        &self,
        asker: &Asker,
        id: SourceId,
        version: i64,
        now: Moment,
    ) -> Result<Source, AppError> {
        let (row, stored) = load(&mut self.store().read().await?, id).await?;
        if row.version != version {
            return Err(moved(&row));
        }
        if row.state != SourceState::Draft {
            return Err(AppError::Conflict(format!("the set-up of source {} is finished", row.name)));
        }
        let rows = mapping_of(&stored, None);
        self.must_connect(&row, &stored)?;
        self.must_find_people(&row, &stored, &rows).await?;
        self.check_mapping(&row, &stored, &rows).await?;
        let next = calendar::next(&row.schedule, None, now)
            .map_err(|reason| AppError::BadRequest(format!("`schedule`: {reason}")))?;
        let actor = asker.actor();
        self.store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move {
                    if !set_up::set_state(conn, (id, version), SourceState::Active, next).await? {
                        return Err(moved(&row));
                    }
                    seed::put_mapping(conn, (id, &row.name), &rows, now).await?;
                    if let Some(connect) = &stored.connection {
                        rekey::begin_known_by(conn, id, &connect.id_attribute).await?;
                    }
                    attribute::move_catalogue(conn).await?;
                    let mut audit = actor.audit(now, "source.finish");
                    audit.detail = serde_json::json!({ "source": row.name });
                    conn.audit(audit);
                    Ok(())
                })
            })
            .await?;
        self.source(&self.fresh(asker).await?, id).await
    }

    /// Drops a draft, or retires a source: its people stay as they are, and its password is forgotten.
    pub(crate) async fn drop_source(
        &self,
        asker: &Asker,
        id: SourceId,
        version: i64,
        now: Moment,
    ) -> Result<(), AppError> {
        let actor = asker.actor();
        self.store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move {
                    let (row, _) = load(conn, id).await?;
                    if row.origin == SourceOrigin::File {
                        return Err(AppError::Conflict(format!(
                            "source {} stands in the settings file; take it out there",
                            row.name
                        )));
                    }
                    reaching::must_rest(conn, id).await?;
                    let is_draft = row.state == SourceState::Draft;
                    let done = if is_draft {
                        let runs: Vec<RunId> = run::list(conn, Some(id), i64::MAX, RUNS)
                            .await?
                            .into_iter()
                            .map(|stored| stored.run.id)
                            .collect();
                        set_up::drop_draft(conn, (id, version), &runs).await?
                    } else {
                        set_up::retire(conn, (id, version), now).await?
                    };
                    if !done {
                        return Err(moved(&row));
                    }
                    attribute::move_catalogue(conn).await?;
                    let action = if is_draft { "source.drop" } else { "source.retire" };
                    let mut audit = actor.audit(now, action);
                    audit.detail = serde_json::json!({ "source": row.name });
                    conn.audit(audit);
                    Ok(())
                })
            })
            .await
    }
}

/// Rows without blanks around their names.
pub(super) fn tidy(rows: Vec<MappingRow>) -> Vec<MappingRow> {
    rows.into_iter().map(|row| MappingRow { from: row.from.trim().to_owned(), ..row }).collect()
}

/// What a draft may be without, and what it must not say.
fn check_connect(connect: &Connect) -> Result<(), AppError> {
    let wrong = |field: &str, reason: String| AppError::BadRequest(format!("`connection.{field}`: {reason}"));
    if !connect.url.trim().is_empty() {
        connection::address(connect).map_err(|reason| wrong("url", reason))?;
    }
    connection::trust(connect).map_err(|reason| wrong("trust", reason))?;
    let number = |field: &str, is_good: bool, range: &str| {
        if is_good { Ok(()) } else { Err(wrong(field, format!("is a number from {range}"))) }
    };
    number("page_size", (1..=65_535).contains(&connect.page_size), "1 to 65535; 1000 suits most directories")?;
    number("connect_seconds", (1..=600).contains(&connect.connect_seconds), "1 to 600")?;
    number("operation_seconds", (1..=3600).contains(&connect.operation_seconds), "1 to 3600")?;
    number("removals_at_least", connect.removals_at_least >= 0, "0 up")?;
    number("removals_percent", (0..=100).contains(&connect.removals_percent), "0 to 100")?;
    number("removals_at_most", connect.removals_at_most >= 0, "0 up")?;
    // The base of a draft may still be missing; everything else of the search is looked at.
    let base = if connect.base.trim().is_empty() { "dc=example".to_owned() } else { connect.base.clone() };
    let tried = Connect { base, ..connect.clone() };
    connection::request(&tried, &[], &expressions::Ready::new()).map(drop).map_err(|reason| wrong("filter", reason))?;
    let watched = [Some(&connect.username_attribute), connect.disabled_attribute.as_ref()];
    if let Some(name) = watched.into_iter().flatten().find(|name| domain::catalogue::is_denied(name)) {
        return Err(wrong("username_attribute", format!("{name} holds a password or a key; Amend never reads it")));
    }
    Ok(())
}

/// A connection for the audit log; an authority's certificates are long, and public.
fn told(connect: &Connect) -> serde_json::Value {
    let Connect { url, tls, pin_sha256, bind_dn, base, filter, id_attribute, username_attribute, .. } = connect;
    serde_json::json!({
        "url": url,
        "tls": tls,
        "is_plain": *tls == TlsMode::Plain,
        "own_authority": connect.ca_pem.is_some(),
        "pin_sha256": pin_sha256,
        "bind_dn": bind_dn,
        "base": base,
        "filter": filter,
        "id_attribute": id_attribute,
        "username_attribute": username_attribute,
    })
}
