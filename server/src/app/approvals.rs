//! Changes that wait for the asker's decision.

use std::collections::BTreeMap;

use domain::{
    api::{ApprovalLists, ApprovalsQuery, ChangeView, Page},
    attribute::{Approval, Attribute},
    change::ChangeState,
    id::{ChangeId, PersonId},
    rights::Act,
    text,
};

use super::{App, AppError, asker::Asker, catalogue::Catalogue, place, show_change::Shower};
use crate::store::{
    Conn, change,
    entry::{self, Entry},
    queue::{self, Queue},
    within::Within,
};

impl App {
    /// The queue of the asker: administrators see all, managers what reports of theirs propose.
    pub(crate) async fn approvals(&self, asker: &Asker, query: ApprovalsQuery) -> Result<Page<ChangeView>, AppError> {
        let limit = place::limit(query.limit)?;
        let after = place::number(query.after.as_deref())?.unwrap_or(0);
        let state = query.state.unwrap_or(ChangeState::Pending);
        if !matches!(state, ChangeState::Pending | ChangeState::Conflict | ChangeState::NotTaken | ChangeState::Failed)
        {
            return Err(AppError::BadRequest("`state` is pending, conflict, not_taken or failed".to_owned()));
        }
        let search = query.search.as_deref().map(text::fold_for_search).filter(|search| !search.is_empty());
        if search.as_ref().is_some_and(|search| search.contains('\0') || search.chars().count() > 200) {
            return Err(AppError::BadRequest("`search` is a text of at most 200 characters".to_owned()));
        }
        let reports = self.reports_of(asker).await?;
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        let mut conn = self.store().read().await?;
        let scope = scope(&mut conn, asker, &catalogue, reports).await?;
        let queue = Queue { search: search.as_deref(), ..scope.queue() };
        let total = queue::count(&mut conn, state, queue).await?;
        let mut ids = queue::page(&mut conn, state, queue, after, limit + 1).await?;
        let next = place::cut(&mut ids, limit, ChangeId::to_string);
        let changes = change::by_ids(&mut conn, &ids).await?;
        let shower = Shower::load(&mut conn, &catalogue, asker, &changes).await?;
        Ok(Page { items: changes.iter().map(|change| shower.show(change)).collect(), next, total })
    }

    /// How many changes each of the asker's lists has.
    pub(crate) async fn count_approvals(&self, asker: &Asker, reports: &[PersonId]) -> Result<ApprovalLists, AppError> {
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        let mut conn = self.store().read().await?;
        let scope = scope(&mut conn, asker, &catalogue, reports.to_vec()).await?;
        Ok(queue::lists(&mut conn, scope.queue()).await?)
    }
}

/// Whose changes of what the asker decides on.
struct Scope {
    /// Of everybody here they decide on everything.
    within: Option<Within>,
    people: Vec<PersonId>,
    /// What of them, as [`Queue`] takes it.
    listed: Vec<String>,
}

impl Scope {
    fn queue(&self) -> Queue<'_> {
        Queue { within: self.within.as_ref(), people: Some(&self.people), listed: Some(&self.listed), search: None }
    }
}

/// Everything of whom administrators administer, and what the people who report to the asker propose for attributes that are a manager's to decide
/// on and that are shown to them at all.
async fn scope(
    conn: &mut Conn,
    asker: &Asker,
    catalogue: &Catalogue,
    reports: Vec<PersonId>,
) -> Result<Scope, AppError> {
    let reach = asker.who.reach(Act::Decide);
    let within = if reach.is_nowhere() { None } else { Some(Within::of(conn, &reach).await?) };
    if within.as_ref().is_some_and(Within::is_everywhere) {
        return Ok(Scope { within, people: Vec::new(), listed: Vec::new() });
    }
    let is_managers = |own: &Attribute| own.policy.visible && own.policy.approval == Approval::Manager;
    let all = || catalogue.attributes.iter().map(|stored| &stored.attribute);
    let mut listed = Vec::new();
    if catalogue.policies.rules.is_silent() {
        listed.extend(all().filter(|one| is_managers(one)).map(|one| one.key.to_string()));
    } else {
        let mut entries: BTreeMap<PersonId, Vec<Entry>> = BTreeMap::new();
        for entry in entry::of_people(conn, &reports).await? {
            entries.entry(entry.person).or_default().push(entry);
        }
        for (person, entries) in &entries {
            let own = all().filter(|one| is_managers(&catalogue.own(*person, entries, one)));
            listed.extend(own.map(|one| queue::one_of(*person, &one.key)));
        }
    }
    Ok(Scope { within, people: reports, listed })
}
