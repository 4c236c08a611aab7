//! Where several sources have the same person, one leads: its word alone counts for user name and blocking, so that they do not take turns (P14).

use std::collections::BTreeSet;

use domain::{id::PersonId, primary::comes_before};

use super::Context;
use crate::{
    app::AppError,
    store::{Conn, entry},
};

/// Which of these people another source leads: they are there in one that comes before this.
pub(super) async fn followers(
    conn: &mut Conn,
    context: &Context,
    people: &[PersonId],
) -> Result<BTreeSet<PersonId>, AppError> {
    let order = &context.catalogue.order;
    others(conn, context, people, |source| comes_before(order, source, context.source)).await
}

/// Which of these people another source has too.
pub(super) async fn elsewhere(
    conn: &mut Conn,
    context: &Context,
    people: &[PersonId],
) -> Result<BTreeSet<PersonId>, AppError> {
    others(conn, context, people, |source| source != context.source).await
}

async fn others(
    conn: &mut Conn,
    context: &Context,
    people: &[PersonId],
    counts: impl Fn(domain::id::SourceId) -> bool,
) -> Result<BTreeSet<PersonId>, AppError> {
    if context.catalogue.sources.len() < 2 || people.is_empty() {
        return Ok(BTreeSet::new());
    }
    let entries = entry::of_people(conn, people).await?;
    Ok(entries
        .into_iter()
        .filter(|entry| entry.is_present() && counts(entry.source))
        .map(|entry| entry.person)
        .collect())
}
