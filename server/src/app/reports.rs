//! Who reports to whom, as the directory says: the basis of approval by the manager. It is never read from what people typed themselves.

use std::collections::BTreeSet;

use domain::{attribute::Approval, id::PersonId, rights::Whose};

use super::{App, AppError, asker::Asker, catalogue::Catalogue, names};
use crate::store::{
    Conn,
    change::Change,
    entry::{self, Entry},
};

/// The key of the attribute that names the manager.
pub(super) const MANAGER: &str = "manager";

/// The manager's distinguished name in an entry.
pub(super) fn manager_name(entry: &Entry) -> Option<String> {
    let (_, theirs) = entry.theirs.iter().find(|(key, _)| key.as_str() == MANAGER)?;
    theirs.value().map(|value| value.first().to_owned())
}

/// Whose change it is, of a person with these entries. What the policy lets pass, and what waits only with others, a manager may decide on too.
pub(super) fn whose(catalogue: &Catalogue, change: &Change, entries: &[Entry], manager: Option<PersonId>) -> Whose {
    // What somebody suggests of what is locked for them, administrators decide on, whatever the attribute's approval is.
    let manager_decides = change.suggested_at.is_none()
        && catalogue
            .attribute(&change.attribute)
            .is_some_and(|one| catalogue.own(change.person, entries, one).policy.approval != Approval::Admins);
    let facts = catalogue.policies.facts(change.person, entries);
    Whose { person: change.person, facts, manager, author: Some(change.author), manager_decides }
}

/// The manager of a person, if the directory names one whom Amend knows.
pub(super) async fn manager_of(conn: &mut Conn, entries: &[Entry]) -> Result<Option<PersonId>, AppError> {
    let Some(name) = entries.iter().find_map(manager_name) else { return Ok(None) };
    let found = names::Names::load(conn, &BTreeSet::from([name.clone()])).await?;
    Ok(found.person(&name))
}

impl App {
    /// The people who report to the asker.
    pub(crate) async fn reports_of(&self, asker: &Asker) -> Result<Vec<PersonId>, AppError> {
        let Some(person) = asker.person() else { return Ok(Vec::new()) };
        let mut conn = self.store().read().await?;
        let mut reports = BTreeSet::new();
        for own in entry::of_person(&mut conn, person).await? {
            let own_name = names::normal(&own.dn);
            for entry in entry::reports(&mut conn, own.dn_key).await? {
                let is_mine = manager_name(&entry).is_some_and(|name| names::normal(&name) == own_name);
                if is_mine && entry.person != person {
                    reports.insert(entry.person);
                }
            }
        }
        Ok(reports.into_iter().collect())
    }
}
