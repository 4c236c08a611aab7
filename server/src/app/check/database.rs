//! The database: its schema, room, clock and audit log.

use std::sync::Arc;

use super::{Line, clocks, fail, ok, warn};
use crate::{
    app::{App, AppError},
    clock,
    config::Config,
    store::{
        Store, StoreError,
        installation::{self, Schema},
    },
};

/// Bytes below which a disk is as good as full.
const FULL: u64 = 100 << 20;
/// Bytes below which somebody should look.
const LITTLE: u64 = 1 << 30;

/// Opens it if its schema is this program's; a check brings nothing up to date.
pub(super) async fn open(config: &Arc<Config>) -> (Vec<Line>, Option<App>) {
    let away = |error: &dyn std::error::Error| {
        let mut words = error.to_string();
        let mut cause = error.source();
        while let Some(inner) = cause {
            words = format!("{words}: {inner}");
            cause = inner.source();
        }
        fail(
            "database",
            words,
            "look at the setting `database`, and at whether its server runs and lets this account in",
        )
    };
    let newest = installation::newest();
    let at = match installation::schema(&config.database).await {
        Err(error) => return (vec![away(&error)], None),
        Ok(Schema::None) => {
            let remedy = "`amend migrate` makes it, and so does `amend serve`";
            return (vec![warn("database", "there is none yet", remedy)], None);
        }
        Ok(Schema::At(at)) if at < newest => {
            let seen = format!("its schema is at step {at} of {newest}");
            let remedy =
                "back it up; `amend migrate` brings it up to date, and so does `amend serve`; then check again";
            return (vec![warn("database", seen, remedy)], None);
        }
        Ok(Schema::At(at)) if at > newest => {
            let seen = format!("its schema is at step {at}, and this program knows {newest}");
            return (vec![fail("database", seen, "use the newer program that it was last opened with")], None);
        }
        Ok(Schema::At(at)) => at,
    };
    let store = match Store::open(&config.database).await {
        Ok(store) => store,
        Err(error) => return (vec![away(&error)], None),
    };
    let mut lines = match facts(&store).await {
        Ok((engine, drift)) => {
            let mut lines = vec![ok("database", format!("{engine}, schema {at}"))];
            lines.extend(drift.map(|drift| clocks::judge("database clock", drift)));
            lines
        }
        Err(error) => vec![away(&error)],
    };
    lines.extend(room(config));
    match App::new(store, config.clone()) {
        Ok(app) => (lines, Some(app)),
        Err(error) => {
            lines.push(fail("program", error.to_string(), "look at this machine"));
            (lines, None)
        }
    }
}

/// The engine, and how far its clock is ahead of ours.
async fn facts(store: &Store) -> Result<(String, Option<i64>), StoreError> {
    let mut conn = store.read().await?;
    let engine = installation::engine(&mut conn).await?;
    let theirs = installation::clock(&mut conn).await?;
    Ok((engine, theirs.map(|theirs| theirs - clock::now().0)))
}

/// The room on the disk of an embedded database.
fn room(config: &Config) -> Option<Line> {
    let file = installation::file(&config.database).ok()??;
    let part = "database space";
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(std::path::Path::new("."));
    let room = match rustix::fs::statvfs(folder) {
        Ok(found) => found.f_bavail.saturating_mul(found.f_frsize),
        Err(error) => {
            return Some(warn(part, format!("{} cannot be asked: {error}", folder.display()), "look at the disk"));
        }
    };
    let size = std::fs::metadata(&file).map_or(0, |found| found.len());
    let seen = format!("{} MB free, the database has {} MB", room >> 20, size.div_ceil(1 << 20));
    let remedy = "make room: without it nothing can be saved";
    Some(if room < FULL {
        fail(part, seen, remedy)
    } else if room < LITTLE || room < size {
        warn(part, seen, remedy)
    } else {
        ok(part, seen)
    })
}

/// The audit log's chain.
pub(super) async fn audit(app: &App) -> Vec<Line> {
    let part = "audit log";
    vec![match app.verify_audit().await {
        Ok(rows) => ok(part, format!("{rows} rows, the chain is whole")),
        Err(AppError::Store(error)) => fail(part, error.to_string(), "look at the database"),
        Err(error) => {
            fail(part, error.to_string(), "compare with a backup: rows were changed by another hand than Amend's")
        }
    }]
}
