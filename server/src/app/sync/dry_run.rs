//! A dry run: the same reader, planner and words as a real one, but what a real one writes is only told (X5). It ends like a held run, so
//! that releasing it applies what was staged.

use std::collections::BTreeSet;

use domain::{
    api::{Held, ReportKind, ReportLine},
    id::PersonId,
};

use super::{Context, chunk, finish, preview::missing_line, read::Read, usernames, weigh};
use crate::{
    app::{App, AppError},
    store::{person, stage},
};

/// Entries and people that are planned at once.
const CHUNK: i64 = 500;

/// Tells in the run's report whom it would touch, and holds it.
pub(super) async fn tell(app: &App, context: &Context, read: &Read) -> Result<(), AppError> {
    let mut counts = read.counts;
    let missing: Vec<PersonId> = read.missing.iter().map(|one| one.person).collect();
    for some in missing.chunks(1000) {
        let gone = person::by_ids(&mut app.store().read().await?, some).await?;
        let lines: Vec<ReportLine> = gone.iter().map(|one| missing_line(context, one)).collect();
        let blocked = lines.iter().filter(|line| line.kind == ReportKind::Blocked).count();
        counts.blocked += i64::try_from(blocked).unwrap_or(i64::MAX);
        counts.skipped += i64::try_from(lines.len() - blocked).unwrap_or(i64::MAX);
        finish::add_would(app, context, lines).await?;
    }
    // Names that others give up in the same run are free, as they will be then.
    let mut free: BTreeSet<PersonId> = match context.leaving.when_gone.keeps_username() {
        true => BTreeSet::new(),
        false => missing.into_iter().collect(),
    };
    free.extend(usernames::leavers(&mut app.store().read().await?, context).await?);
    let mut after = String::new();
    loop {
        let mut conn = app.store().read().await?;
        let staged = stage::page(&mut conn, context.run, &after, CHUNK).await?;
        let Some(last) = staged.last() else { break };
        after.clone_from(&last.found.id);
        let writes = chunk::plan(&mut conn, context, staged, &mut counts, Some(&free)).await?;
        drop(conn);
        finish::add_would(app, context, writes.lines).await?;
    }
    let would_hold = weigh::weigh(app, context, read).await?.map(Box::new);
    let read = Read { counts, ..read.clone() };
    finish::held(app, context, &read, Held::DryRun { would_hold, preview: context.preview }, Vec::new()).await
}
