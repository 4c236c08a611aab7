//! Changes that wait for the asker's decision.

use domain::{
    api::{ApprovalsQuery, ChangeView, Page},
    attribute::Approval,
    change::ChangeState,
    id::PersonId,
    rights::Role,
    text,
};

use super::{App, AppError, asker::Asker, place, show_change::Shower};
use crate::store::change;

impl App {
    /// The queue of the asker: administrators see all, managers what reports of theirs propose.
    pub(crate) async fn approvals(&self, asker: &Asker, query: ApprovalsQuery) -> Result<Page<ChangeView>, AppError> {
        let limit = place::limit(query.limit)?;
        let mut after = place::number(query.after.as_deref())?.unwrap_or(0);
        let state = query.state.unwrap_or(ChangeState::Pending);
        if !matches!(state, ChangeState::Pending | ChangeState::Conflict | ChangeState::NotTaken | ChangeState::Failed)
        {
            return Err(AppError::BadRequest("`state` is pending, conflict, not_taken or failed".to_owned()));
        }
        let search = query.search.as_deref().map(text::fold_for_search).filter(|search| !search.is_empty());
        if search.as_ref().is_some_and(|search| search.contains('\0')) {
            return Err(AppError::BadRequest("`search` holds a character that no name has".to_owned()));
        }
        let reports = self.reports_of(asker).await?;
        let people = scope(asker, &reports);
        if people.is_some_and(<[PersonId]>::is_empty) {
            return Ok(Page { items: Vec::new(), next: None, total: 0 });
        }
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        let mut conn = self.store().read().await?;
        let total = change::count_in_state(&mut conn, state, people).await?;
        let mut items = Vec::new();
        let mut next = None;
        // A change that the asker may not decide on is not shown, so a page may need more than one reading.
        while items.len() < usize::try_from(limit).unwrap_or(usize::MAX) {
            let mut changes = change::in_state(&mut conn, state, people, search.as_deref(), after, limit + 1).await?;
            let more = place::cut(&mut changes, limit, |last| last.id.to_string());
            let shower = Shower::load(&mut conn, &catalogue, asker, &changes).await?;
            let manager_only = people.is_some();
            for change in &changes {
                let by_manager =
                    catalogue.attribute(&change.attribute).is_some_and(|one| one.policy.approval == Approval::Manager);
                if !manager_only || by_manager {
                    items.push(shower.show(change));
                }
                after = change.id.0;
            }
            next = more;
            if next.is_none() {
                break;
            }
        }
        Ok(Page { items, next, total })
    }

    /// How many changes wait for the asker, for the number beside the menu.
    pub(crate) async fn count_approvals(&self, asker: &Asker, reports: &[PersonId]) -> Result<i64, AppError> {
        let people = scope(asker, reports);
        if people.is_some_and(<[PersonId]>::is_empty) {
            return Ok(0);
        }
        let mut conn = self.store().read().await?;
        Ok(change::count_in_state(&mut conn, ChangeState::Pending, people).await?)
    }
}

/// Whose changes the asker decides on: everybody's (`None`) for administrators, else those of the people who report to them.
fn scope<'a>(asker: &Asker, reports: &'a [PersonId]) -> Option<&'a [PersonId]> {
    let administers = asker.who.is(Role::PeopleAdmin) || asker.who.is(Role::SystemAdmin);
    (!administers).then_some(reports)
}
