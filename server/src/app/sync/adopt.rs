//! People who were added by hand and whom a directory has now: they are given their entry where that is sure, and the person whom the run made of
//! it goes into them. Where it is not sure, the two stand on the list of findings like all others who resemble each other (S4.21).

use domain::{
    api::{FindingKind, FindingState, ReportKind},
    id::PersonId,
    likeness::{is_safely, is_telling},
};

use super::{Context, words::line};
use crate::{
    app::{
        App, AppError,
        asker::Actor,
        relink::{self, Wanted},
        standing::Standing,
    },
    clock,
    store::{
        finding::{self, Finding},
        run,
    },
};

/// Gives entries to people who were added by hand, after everything is applied.
pub(super) async fn adopt(app: &App, context: &Context) -> Result<(), AppError> {
    // Mostly a run makes nobody who resembles anybody, and then nothing is looked through.
    let stored = run::by_id(&mut app.store().read().await?, context.run).await?.ok_or(AppError::NotFound)?;
    if stored.run.counts.duplicates == 0 {
        return Ok(());
    }
    let mut found: Vec<Finding> = Vec::new();
    let mut after = 0;
    loop {
        let page = finding::about_people(&mut app.store().read().await?, context.source, after, 500).await?;
        let Some(last) = page.last() else { break };
        after = last.id.0;
        found.extend(page.into_iter().filter(|one| is_of(context, one)));
    }
    let pairs: Vec<(PersonId, PersonId)> = found.iter().filter_map(pair).collect();
    for one in &found {
        let Some(pair) = pair(one).filter(|pair| is_safely(*pair, &pairs)) else { continue };
        let (external_id, dn) = (one.found.external_id.clone(), one.found.dn.clone());
        give(app, context, pair, Wanted { source: context.source, external_id, dn }).await?;
    }
    Ok(())
}

/// Whether this run found it, and it says more than a name.
fn is_of(context: &Context, one: &Finding) -> bool {
    one.found.kind == FindingKind::Resembles
        && one.state == FindingState::Open
        && one.first_seen_at == context.began_at
        && is_telling(&one.found.shared)
}

/// The newcomer and whom they resemble.
fn pair(one: &Finding) -> Option<(PersonId, PersonId)> {
    one.found.person.zip(one.found.other)
}

async fn give(
    app: &App,
    context: &Context,
    (made, local): (PersonId, PersonId),
    wanted: Wanted,
) -> Result<(), AppError> {
    let context = context.clone();
    app.store()
        .write(move |conn| {
            Box::pin(async move {
                context.fence(conn).await?;
                let both = (Standing::load(conn, made).await?, Standing::load(conn, local).await?);
                let (Some(newcomer), Some(known)) = both else { return Ok(()) };
                // Whoever was in a directory before is an administrator's to decide on, and who is blocked stays out.
                let is_out = known.person.blocked().is_some() || newcomer.person.blocked_by_admin.is_some();
                if is_out || !known.entries.is_empty() {
                    return Ok(());
                }
                let nobody = Actor::default();
                relink::relink_now(conn, &context.catalogue, &nobody, local, &wanted, clock::now()).await?;
                let mut stored = run::by_id(conn, context.run).await?.ok_or(AppError::NotFound)?;
                stored.run.counts.created -= 1;
                stored.run.counts.duplicates -= 1;
                stored.run.counts.adopted += 1;
                run::save_counts(conn, context.run, &stored.run.counts).await?;
                let reason = format!("added by hand before, and recognised as {}", wanted.dn);
                let told = line(ReportKind::Adopted, Some(local), &known.person.display_name, Some(reason));
                run::add_lines(conn, context.run, &[told], false).await?;
                Ok(())
            })
        })
        .await
}
