//! `amend check`: looks an installation over from the settings file to the browser's end of the way, and says of each part what was seen and what to
//! do. Everything is asked at the same time and within bounds; nothing is changed, and no secret is told.

mod clocks;
mod database;
mod files;
mod front;
mod headers;
mod mail;
mod outside;
mod page;
mod parts;
mod providers;
pub(crate) mod seen;

use std::{future::Future, sync::Arc, time::Duration};

use futures_util::future::{BoxFuture, FutureExt as _, join_all};
use serde::Serialize;

use super::{AppError, Parts};
use crate::{clock, config::Config};

/// How one part is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Verdict {
    Ok,
    /// It works, and somebody should look at it.
    Warn,
    /// It does not work.
    Fail,
}

impl Verdict {
    /// As it is printed.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warn => "warn",
            Self::Fail => "fail",
        }
    }
}

/// A line of the report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Line {
    pub(crate) part: String,
    pub(crate) verdict: Verdict,
    pub(crate) seen: String,
    /// What to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) remedy: Option<String>,
}

fn ok(part: impl Into<String>, seen: impl Into<String>) -> Line {
    Line { part: part.into(), verdict: Verdict::Ok, seen: seen.into(), remedy: None }
}

fn warn(part: impl Into<String>, seen: impl Into<String>, remedy: impl Into<String>) -> Line {
    Line { part: part.into(), verdict: Verdict::Warn, seen: seen.into(), remedy: Some(remedy.into()) }
}

fn fail(part: impl Into<String>, seen: impl Into<String>, remedy: impl Into<String>) -> Line {
    Line { part: part.into(), verdict: Verdict::Fail, seen: seen.into(), remedy: Some(remedy.into()) }
}

/// How long a part that is asked over the network may take.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long reading the whole audit log may take.
const LONG: Duration = Duration::from_secs(600);

/// Gives a part so long.
fn bounded<'f>(
    part: impl Into<String>,
    limit: Duration,
    look: impl Future<Output = Vec<Line>> + Send + 'f,
) -> BoxFuture<'f, Vec<Line>> {
    let part = part.into();
    async move {
        tokio::time::timeout(limit, look).await.unwrap_or_else(|_| {
            let seen = format!("no answer within {} s", limit.as_secs());
            vec![fail(part, seen, "look at whether it is reachable from this machine, and how busy it is")]
        })
    }
    .boxed()
}

/// Looks at everything, or at what needs no network but the database's. An error is a setting that nothing can be done with.
pub(crate) async fn check(config: Config, is_offline: bool) -> Result<Vec<Line>, AppError> {
    let config = Arc::new(config);
    let parts = Parts::of(&config)?;
    let mut lines = vec![ok("settings", "can be used")];
    lines.extend(files::look(&config, clock::now()));
    let (database, app) = database::open(&config).await;
    lines.extend(database);
    let offline = app.as_ref().map(|app| bounded("audit log", LONG, database::audit(app)));
    if is_offline {
        lines.extend(join_all(offline).await.into_iter().flatten());
    } else {
        let sources = parts::sources(&parts, app.as_ref()).await;
        let online = outside::all(&config, &parts, app.as_ref(), &sources);
        let found = join_all(offline.into_iter().chain(online)).await;
        lines.extend(found.into_iter().flatten());
    }
    if let Some(app) = &app {
        app.store().close().await;
    }
    Ok(lines)
}
