//! All conflicts, for an administrator who settles many by one rule: those of an attribute, or of a directory. Deciding goes the way of every decision,
//! each by the version that was looked at.

use domain::{
    api::{ChangeView, ConflictsQuery, Page},
    rights::Act,
};

use super::{App, AppError, asker::Asker, place, show_change::Shower, standing};
use crate::store::{change, conflict, entry};

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
        let mut ids = conflict::page(&mut conn, filter, after, limit + 1).await?;
        let total = conflict::count(&mut conn, filter).await?;
        let next = place::cut(&mut ids, limit, |last| last.to_string());
        let mut changes = change::by_ids(&mut conn, &ids).await?;
        if let Some(source) = query.source {
            // Who is in several directories is in conflict with the one whose word counts.
            let people: Vec<_> = changes.iter().map(|change| change.person).collect();
            let entries = entry::of_people(&mut conn, &people).await?;
            changes.retain(|change| {
                let own: Vec<_> = entries.iter().filter(|entry| entry.person == change.person).cloned().collect();
                standing::entry_of(&catalogue, &own, &change.attribute).is_some_and(|entry| entry.source == source)
            });
        }
        let shower = Shower::load(&mut conn, &catalogue, asker, &changes).await?;
        Ok(Page { items: changes.iter().map(|change| shower.show(change)).collect(), next, total })
    }
}
