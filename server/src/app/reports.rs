//! Who reports to whom, as the directory says: the basis of approval by the manager. It is never read from what people typed themselves.

use std::collections::BTreeSet;

use domain::id::PersonId;

use super::{App, AppError, asker::Asker, names};
use crate::store::entry::{self, Entry};

/// The key of the attribute that names the manager.
pub(super) const MANAGER: &str = "manager";

/// The manager's distinguished name in an entry.
pub(super) fn manager_name(entry: &Entry) -> Option<String> {
    let (_, theirs) = entry.theirs.iter().find(|(key, _)| key.as_str() == MANAGER)?;
    theirs.value().map(|value| value.first().to_owned())
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
