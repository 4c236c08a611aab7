//! Edits of targets and of the rows of their templates: each names the version that was seen, moves the catalogue and is on record with what it
//! said before.

use std::{collections::BTreeSet, future::Future, pin::Pin};

use domain::{
    api::{MakeTarget, OrderRows, PutRow, TargetTemplate},
    id::{MappingId, TargetId},
    moment::Moment,
    rights::Act,
    template::{MappingFormat, TargetKind},
};
use serde_json::{Value, json};

use super::{check, show, target};
use crate::{
    app::{App, AppError, asker::Asker, catalogue::Catalogue, export_file::OFF},
    clock,
    store::{
        Conn, entry, lease,
        mapping::{From, Mapping, Target},
        template::{self, Says},
    },
};

/// Rows of a template; of more, nobody would find one.
const MOST_ROWS: usize = 200;
/// Targets.
const MOST_TARGETS: usize = 200;
/// Characters of a target's name, which is part of its files' names.
const LONGEST_NAME: usize = 100;
/// Why what was on its way is not any more.
pub(in crate::app) const GIVEN_UP: &str = "its target was given up";
/// Entries whose names are looked at for what they are named by.
const SAMPLE: i64 = 50;

/// What an edit has done: the action of its audit row and its details.
type Done = (&'static str, Value);

impl App {
    /// Makes a target of files.
    pub(crate) async fn make_target(
        &self,
        asker: &Asker,
        make: MakeTarget,
        now: Moment,
    ) -> Result<TargetTemplate, AppError> {
        let name = named(&make.name)?;
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        if catalogue.targets.len() >= MOST_TARGETS {
            return Err(AppError::Conflict(format!("there are {MOST_TARGETS} targets already; give one up first")));
        }
        let like = make.like.map(|like| {
            let found = catalogue.targets.iter().find(|target| target.id == like);
            found.ok_or_else(|| AppError::BadRequest("`like`: there is no such target".to_owned()))
        });
        let like = like.transpose()?.cloned();
        let source = make.source.or(like.as_ref().map(|like| like.source));
        let source = source.filter(|source| catalogue.server_kind(*source).is_some()).ok_or_else(|| {
            AppError::BadRequest(
                "`source`: say whose people the target is given; there must be such a source".to_owned(),
            )
        })?;
        let actor = asker.actor();
        let made = self
            .store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move {
                    let id = template::add(conn, &name, source, TargetKind::File).await?;
                    let id = id.ok_or_else(|| taken(&name))?;
                    let rows = like.iter().flat_map(|like| &like.mappings);
                    for row in rows.clone() {
                        template::add_row(conn, id, &kept(row), now).await?;
                    }
                    let mut audit = actor.audit(now, "target.add");
                    let like = like.as_ref().map(|like| &like.name);
                    audit.detail = json!({ "target_id": id, "target": name, "kind": TargetKind::File, "source": source,
                        "like": like, "rows": rows.count() });
                    conn.audit(audit);
                    Ok(id)
                })
            })
            .await?;
        self.template(asker, made).await
    }

    /// Calls a target something else. A directory's is called as its source is.
    pub(crate) async fn rename_target(
        &self,
        asker: &Asker,
        at: (TargetId, i64),
        name: &str,
        now: Moment,
    ) -> Result<TargetTemplate, AppError> {
        let name = named(name)?;
        self.edit(asker, at, now, move |conn, _, target| {
            Box::pin(async move {
                if target.kind == TargetKind::Directory {
                    return Err(AppError::Conflict(
                        "a directory's target is called as its source is; rename the source".to_owned(),
                    ));
                }
                if template::is_taken(conn, &name, Some(target.id)).await? {
                    return Err(taken(&name));
                }
                template::rename(conn, target.id, &name).await?;
                Ok(("target.rename", json!({ "before": target.name, "after": name })))
            })
        })
        .await
    }

    /// Gives a target up. Where something waits for it, somebody has to say that it may be cancelled.
    pub(crate) async fn retire_target(
        &self,
        asker: &Asker,
        (id, version): (TargetId, i64),
        confirmed: bool,
        now: Moment,
    ) -> Result<(), AppError> {
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        let target = target(&catalogue, id)?.clone();
        if target.kind == TargetKind::Directory {
            return Err(AppError::Conflict(
                "a directory's target goes with its source; switch off the rows that are not to be written".to_owned(),
            ));
        }
        let actor = asker.actor();
        self.store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move {
                    begin(conn, id, version).await?;
                    let open = template::open_items(conn, id).await?;
                    if open > 0 && !confirmed {
                        return Err(AppError::Conflict(format!(
                            "{open} values are on their way to {}; send `confirmed=true` to cancel them and give it up",
                            target.name
                        )));
                    }
                    let cancelled = template::retire(conn, id, GIVEN_UP, now).await?;
                    let mut audit = actor.audit(now, "target.retire");
                    audit.detail = json!({ "target_id": id, "target": target.name, "cancelled": cancelled });
                    conn.audit(audit);
                    Ok(())
                })
            })
            .await
    }

    /// Adds a row to a template.
    pub(crate) async fn add_row(
        &self,
        asker: &Asker,
        at: (TargetId, i64),
        put: PutRow,
        now: Moment,
    ) -> Result<TargetTemplate, AppError> {
        let entries = self.some_entries(asker, at.0).await?;
        self.edit(asker, at, now, move |conn, catalogue, target| {
            Box::pin(async move {
                if target.mappings.len() >= MOST_ROWS {
                    return Err(AppError::Conflict(format!("a template has {MOST_ROWS} rows at most")));
                }
                let says = check::says(catalogue, target, (None, &put), &entries)?;
                let id = template::add_row(conn, target.id, &says, now).await?;
                Ok(("target.row_add", json!({ "row": id, "after": told(&says), "confirmed": put.confirmed })))
            })
        })
        .await
    }

    /// Lets a row say something else, or switches it on or off.
    pub(crate) async fn set_row(
        &self,
        asker: &Asker,
        at: (TargetId, i64),
        id: MappingId,
        put: PutRow,
        now: Moment,
    ) -> Result<TargetTemplate, AppError> {
        let entries = self.some_entries(asker, at.0).await?;
        self.edit(asker, at, now, move |conn, catalogue, target| {
            Box::pin(async move {
                let own = row(target, id)?;
                let says = check::says(catalogue, target, (Some(own), &put), &entries)?;
                template::set_row(conn, id, &says, now).await?;
                if says.is_on && !own.is_on {
                    // What waited for that goes on.
                    lease::wake(conn, target.id, OFF).await?;
                }
                let (before, after) = (told(&kept(own)), told(&says));
                Ok((
                    "target.row_set",
                    json!({ "row": id, "before": before, "after": after, "confirmed": put.confirmed }),
                ))
            })
        })
        .await
    }

    /// Takes a row out of a template.
    pub(crate) async fn remove_row(
        &self,
        asker: &Asker,
        at: (TargetId, i64),
        id: MappingId,
        now: Moment,
    ) -> Result<TargetTemplate, AppError> {
        self.edit(asker, at, now, move |conn, _, target| {
            Box::pin(async move {
                let own = row(target, id)?;
                if target.follows(own) {
                    return Err(AppError::Conflict(
                        "this row follows the mapping of its source; take it out there, or switch it off".to_owned(),
                    ));
                }
                template::remove_row(conn, id, now).await?;
                Ok(("target.row_remove", json!({ "row": id, "before": told(&kept(own)) })))
            })
        })
        .await
    }

    /// Puts the rows of a template in another order.
    pub(crate) async fn order_rows(
        &self,
        asker: &Asker,
        at: (TargetId, i64),
        order: OrderRows,
        now: Moment,
    ) -> Result<TargetTemplate, AppError> {
        self.edit(asker, at, now, move |conn, _, target| {
            Box::pin(async move {
                let known: BTreeSet<MappingId> = target.mappings.iter().map(|row| row.id).collect();
                let sent: BTreeSet<MappingId> = order.rows.iter().copied().collect();
                if sent != known || sent.len() != order.rows.len() {
                    return Err(AppError::BadRequest("`rows`: name every row of the template once".to_owned()));
                }
                template::order(conn, &order.rows).await?;
                let names = |ids: &[MappingId]| -> Vec<String> {
                    ids.iter().filter_map(|id| row(target, *id).ok()).map(|row| row.name.clone()).collect()
                };
                let before: Vec<MappingId> = target.mappings.iter().map(|row| row.id).collect();
                Ok(("target.row_order", json!({ "before": names(&before), "after": names(&order.rows) })))
            })
        })
        .await
    }

    /// Carries out an edit of a target that still is as it was seen, with its audit row, and shows what came of it.
    async fn edit<F>(
        &self,
        asker: &Asker,
        (id, version): (TargetId, i64),
        now: Moment,
        change: F,
    ) -> Result<TargetTemplate, AppError>
    where
        F: for<'c> FnOnce(
                &'c mut Conn,
                &'c Catalogue,
                &'c Target,
            ) -> Pin<Box<dyn Future<Output = Result<Done, AppError>> + Send + 'c>>
            + Send
            + 'static,
    {
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        let target = target(&catalogue, id)?.clone();
        let actor = asker.actor();
        self.store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move {
                    begin(conn, id, version).await?;
                    let (action, mut detail) = change(conn, &catalogue, &target).await?;
                    if let Some(detail) = detail.as_object_mut() {
                        detail.insert("target_id".to_owned(), json!(id));
                        detail.insert("target".to_owned(), json!(target.name));
                    }
                    let mut audit = actor.audit(now, action);
                    audit.detail = detail;
                    conn.audit(audit);
                    Ok(())
                })
            })
            .await?;
        let mut conn = self.store().read().await?;
        let within = asker.within(&mut conn, Act::SeeTargets).await?;
        let catalogue = self.present_catalogue().await?;
        show::shown(&mut conn, &catalogue, super::target(&catalogue, id)?, &within).await
    }

    /// Names of some entries of a target's directory.
    async fn some_entries(&self, asker: &Asker, id: TargetId) -> Result<Vec<String>, AppError> {
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        let target = target(&catalogue, id)?;
        if target.kind != TargetKind::Directory {
            return Ok(Vec::new());
        }
        let draw = i64::from(u32::from_le_bytes(clock::random()?));
        let some = entry::some(&mut self.store().read().await?, target.source, draw, SAMPLE).await?;
        Ok(some.into_iter().map(|(_, dn)| dn).collect())
    }
}

/// Locks a target that still is as it was seen.
pub(in crate::app) async fn begin(conn: &mut Conn, id: TargetId, version: i64) -> Result<(), AppError> {
    if template::begin(conn, id, version).await? {
        return Ok(());
    }
    let now = template::version(conn, id).await?.ok_or(AppError::NotFound)?;
    Err(AppError::VersionMoved { version: now, moved: Vec::new() })
}

/// A name for a target, if it is fit to be one.
pub(in crate::app) fn named(name: &str) -> Result<String, AppError> {
    let name = name.trim();
    let is_fit = |one: char| one.is_alphanumeric() || matches!(one, ' ' | '-' | '_' | '.' | '(' | ')' | '&' | '+');
    if name.is_empty() || name.chars().count() > LONGEST_NAME || !name.chars().all(is_fit) {
        return Err(AppError::BadRequest(format!(
            "`name`: is one to {LONGEST_NAME} letters, digits, blanks or any of - _ . ( ) & +; files are called by it"
        )));
    }
    Ok(name.to_owned())
}

/// That a name is not free.
pub(in crate::app) fn taken(name: &str) -> AppError {
    AppError::Conflict(format!("`name`: a target or a source is called {name} already; choose another name"))
}

fn row(target: &Target, id: MappingId) -> Result<&Mapping, AppError> {
    target.mappings.iter().find(|row| row.id == id).ok_or(AppError::NotFound)
}

/// What a row says now.
fn kept(row: &Mapping) -> Says {
    Says { from: row.from.clone(), name: row.name.clone(), format: row.format, is_on: row.is_on }
}

/// What a row says, for the log.
fn told(says: &Says) -> Value {
    let mut told = match &says.from {
        From::Attribute(key) => json!({ "attribute": key }),
        From::Expression(text) => json!({ "expression": text }),
    };
    if let Some(told) = told.as_object_mut() {
        told.insert("name".to_owned(), json!(says.name));
        if says.format != MappingFormat::AsIs {
            told.insert("format".to_owned(), json!(says.format));
        }
        told.insert("on".to_owned(), json!(says.is_on));
    }
    told
}
