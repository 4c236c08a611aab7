//! All conflicts of those whom an administrator administers, to settle many by one rule: those of an attribute, or of a directory. Deciding goes the way
//! of every decision, each by the version that was looked at.

use domain::{
    api::{ChangeView, ConflictsQuery, Page},
    id::{PersonId, SourceId},
    rights::Act,
};

use super::{App, AppError, asker::Asker, catalogue::Catalogue, place, scope, show_change::Shower, standing};
use crate::store::{
    Conn,
    change::{self, Change},
    conflict::{self, Inbox},
    entry,
};

impl App {
    /// A page of the changes in conflict, oldest first.
    pub(crate) async fn conflicts(&self, asker: &Asker, query: ConflictsQuery) -> Result<Page<ChangeView>, AppError> {
        let limit = place::limit(query.limit)?;
        let after = place::number(query.after.as_deref())?.unwrap_or(0);
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        let mut conn = self.store().read().await?;
        let within = asker.within(&mut conn, Act::Decide).await?;
        let hidden = scope::hidden_from_asker(&mut conn, &catalogue, asker).await?;
        let inbox = Inbox {
            attribute: query.attribute.as_ref(),
            source: query.source,
            within: &within,
            person: asker.person(),
            hidden: &hidden,
        };
        let total = conflict::count(&mut conn, inbox).await?;
        let (mut changes, mut from) = (Vec::new(), after);
        loop {
            let ids = conflict::page(&mut conn, inbox, from, limit + 1).await?;
            let Some(last) = ids.last() else { break };
            from = last.0;
            let mut some = change::by_ids(&mut conn, &ids).await?;
            if let Some(source) = query.source {
                only_of(&mut conn, &catalogue, source, &mut some).await?;
            }
            changes.extend(some);
            if i64::try_from(changes.len()).unwrap_or(i64::MAX) > limit {
                break;
            }
        }
        let next = place::cut(&mut changes, limit, |last| last.id.to_string());
        let shower = Shower::load(&mut conn, &catalogue, asker, &changes).await?;
        Ok(Page { items: changes.iter().map(|change| shower.show(change)).collect(), next, total })
    }
}

/// Keeps those that are in conflict with a source: who is in several directories is so with the one whose word counts.
async fn only_of(
    conn: &mut Conn,
    catalogue: &Catalogue,
    source: SourceId,
    changes: &mut Vec<Change>,
) -> Result<(), AppError> {
    let people: Vec<PersonId> = changes.iter().map(|change| change.person).collect();
    let entries = entry::of_people(conn, &people).await?;
    changes.retain(|change| {
        let own: Vec<_> = entries.iter().filter(|entry| entry.person == change.person).cloned().collect();
        standing::entry_of(catalogue, &own, &change.attribute).is_some_and(|entry| entry.source == source)
    });
    Ok(())
}
