//! Blocking the people whom a complete run did not find. They keep everything; the same id brings them back.

use domain::{api::BlockReason, id::PersonId, leaving::WhenGone};

use super::{Context, leads, preview::missing_line, record};
use crate::{
    app::{App, AppError, block},
    store::{entry, person, run, stage},
};

/// People who are blocked in one transaction.
const CHUNK: i64 = 500;

/// Blocks everybody who is staged for removal. It comes before the entries, so that names which become free can be taken in the same run.
pub(super) async fn apply(app: &App, context: &Context) -> Result<(), AppError> {
    while one_chunk(app, context).await? {}
    Ok(())
}

async fn one_chunk(app: &App, context: &Context) -> Result<bool, AppError> {
    let context = context.clone();
    app.store()
        .write(move |conn| {
            Box::pin(async move {
                context.fence(conn).await?;
                let ids = stage::removals(conn, context.run, PersonId(0), CHUNK).await?;
                if ids.is_empty() {
                    return Ok(false);
                }
                let mut stored = run::by_id(conn, context.run).await?.ok_or(AppError::NotFound)?;
                person::lock(conn, &ids).await?;
                let (mut people, mut lines, mut rests) = (person::by_ids(conn, &ids).await?, Vec::new(), Vec::new());
                let elsewhere = leads::elsewhere(conn, &context, &ids).await?;
                let when_gone = context.leaving.when_gone;
                people.retain(|person| !elsewhere.contains(&person.id));
                if when_gone == WhenGone::Nothing {
                    lines.extend(people.iter().map(|person| missing_line(&context, person)));
                    stored.run.counts.skipped += i64::try_from(people.len()).unwrap_or(i64::MAX);
                    people.clear();
                }
                for person in &mut people {
                    let was_blocked = person.blocked().is_some();
                    person.blocked_by_directory = Some((context.began_at, BlockReason::LeftScope));
                    person.version += 1;
                    if !was_blocked && person.blocked().is_some() {
                        person.username = person.username.take().filter(|_| when_gone.keeps_username());
                        rests.push(person.id);
                    }
                    lines.push(missing_line(&context, person));
                }
                stored.run.counts.blocked += i64::try_from(people.len()).unwrap_or(i64::MAX);
                person::put_many(conn, &people).await?;
                entry::set_absent(conn, context.source, &ids, context.began_at).await?;
                if !rests.is_empty() {
                    block::suspend(conn, &rests, Some(context.began_at)).await?;
                }
                record::note(conn, &context, &lines);
                run::add_lines(conn, context.run, &lines, false).await?;
                run::save_counts(conn, context.run, &stored.run.counts).await?;
                stage::removals_done(conn, context.run, &ids).await?;
                Ok(true)
            })
        })
        .await
}
