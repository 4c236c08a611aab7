//! A dry run: the same reader, planner and words as a real one, but what a real one writes is only told (X5). It ends like a held run, so
//! that releasing it applies what was staged.

use std::collections::BTreeSet;

use domain::{
    api::{BlockReason, Held, ReportKind},
    id::PersonId,
};

use super::{
    Context, chunk, finish,
    read::Read,
    usernames,
    words::{line, reason_in_words},
};
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
        counts.blocked += i64::try_from(gone.len()).unwrap_or(i64::MAX);
        let reason = || Some(reason_in_words(BlockReason::LeftScope));
        let lines =
            gone.iter().map(|one| line(ReportKind::Blocked, Some(one.id), &one.display_name, reason())).collect();
        finish::add_would(app, context, lines).await?;
    }
    // Names that others give up in the same run are free, as they will be then.
    let mut free: BTreeSet<PersonId> = missing.into_iter().collect();
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
    let read = Read { counts, ..read.clone() };
    finish::held(app, context, &read, Held::DryRun, Vec::new()).await
}
