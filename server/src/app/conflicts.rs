//! All conflicts, for an administrator who settles many by one rule: those of an attribute, or of a directory. Deciding goes the way of every decision,
//! each by the version that was looked at.

use domain::{
    api::{ChangeView, ConflictsQuery, Page},
    id::{PersonId, SourceId},
    rights::Act,
};

use super::{App, AppError, asker::Asker, catalogue::Catalogue, place, show_change::Shower, standing};
use crate::store::{
    Conn,
    change::{self, Change},
    conflict, entry,
};

impl App {
    /// A page of the changes in conflict, oldest first.
    pub(crate) async fn conflicts(&self, asker: &Asker, query: ConflictsQuery) -> Result<Page<ChangeView>, AppError> {
        // Within a part, the list of approvals has those that the asker settles.
        if !asker.can_everywhere(Act::Decide) {
            return Err(AppError::Forbidden);
        }
        let limit = place::limit(query.limit)?;
        let after = place::number(query.after.as_deref())?.unwrap_or(0);
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        let mut conn = self.store().read().await?;
        let filter = (query.attribute.as_ref(), query.source);
        let total = conflict::count(&mut conn, filter).await?;
        let (mut changes, mut from) = (Vec::new(), after);
        loop {
            let ids = conflict::page(&mut conn, filter, from, limit + 1).await?;
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
