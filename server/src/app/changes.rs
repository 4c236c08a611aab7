//! Lists of a person's changes, newest first.

use domain::{
    api::{ChangeView, Page},
    change::ChangeState,
    id::PersonId,
    name::AttributeKey,
    rights::Act,
};

use super::{App, AppError, asker::Asker, place, show_change::Shower};
use crate::store::{change, entry};

impl App {
    /// A person's changes, if the asker may see the person. Changes of attributes that the asker may not see are left out.
    pub(crate) async fn changes_of(
        &self,
        asker: &Asker,
        person: PersonId,
        after: Option<&str>,
        limit: Option<u32>,
    ) -> Result<Page<ChangeView>, AppError> {
        self.listed(asker, person, None, after, limit).await
    }

    /// Those of them that are in conflict.
    pub(crate) async fn conflicts_of(
        &self,
        asker: &Asker,
        person: PersonId,
        after: Option<&str>,
        limit: Option<u32>,
    ) -> Result<Page<ChangeView>, AppError> {
        self.listed(asker, person, Some(ChangeState::Conflict), after, limit).await
    }

    async fn listed(
        &self,
        asker: &Asker,
        person: PersonId,
        state: Option<ChangeState>,
        after: Option<&str>,
        limit: Option<u32>,
    ) -> Result<Page<ChangeView>, AppError> {
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        let mut conn = self.store().read().await?;
        let entries = entry::of_person(&mut conn, person).await?;
        let whose = catalogue.whose(asker, person, &entries);
        if !asker.can(Act::SeePerson, Some(&whose)) {
            return Err(AppError::NotFound);
        }
        let limit = place::limit(limit)?;
        let before = place::number(after)?.unwrap_or(i64::MAX);
        let sees_hidden = asker.sees_hidden(&whose);
        let visible: Vec<AttributeKey> = catalogue.visible_to(person, &entries);
        // Left out in the count as well: even a number would tell of what is hidden.
        let attributes = (!sees_hidden).then_some(visible.as_slice());
        let mut changes = change::of_person(&mut conn, person, (attributes, state), before, limit + 1).await?;
        let total = change::count_of_person(&mut conn, person, (attributes, state)).await?;
        let next = place::cut(&mut changes, limit, |last| last.id.to_string());
        let shower = Shower::load(&mut conn, &catalogue, asker, &changes).await?;
        let items = changes.iter().map(|change| shower.show(change)).collect();
        Ok(Page { items, next, total })
    }
}
