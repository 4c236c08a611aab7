//! Telling people what happens to changes (X22): the author at each step that somebody else or a run takes, whoever is asked to decide, and the
//! person whose profile an administrator edits. Rows are gathered with the step's transaction; nothing is told of what one did oneself, of what
//! the policy let pass, or of what came in bulk from a file.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    change::ChangeEvent,
    id::{AccountId, ChangeId, PersonId},
    moment::Moment,
    news::NewsAbout,
};

use super::super::{AppError, asker::Actor, catalogue::Catalogue, deciders, standing::Standing};
use crate::store::{Conn, change::Change, entry::Entry, news::NewNews};

/// What a step is to the author of its change.
fn about(event: ChangeEvent) -> Option<NewsAbout> {
    match event {
        ChangeEvent::Approve => Some(NewsAbout::Approved),
        ChangeEvent::Reject => Some(NewsAbout::Rejected),
        ChangeEvent::Withdraw => Some(NewsAbout::Withdrawn),
        ChangeEvent::Export => Some(NewsAbout::Exported),
        ChangeEvent::Confirm => Some(NewsAbout::Confirmed),
        ChangeEvent::Collide => Some(NewsAbout::Conflict),
        ChangeEvent::Supersede => Some(NewsAbout::Superseded),
        ChangeEvent::NotTake | ChangeEvent::Fail => Some(NewsAbout::NotTaken),
        // What follows by itself, or leads back to where it was.
        ChangeEvent::Apply | ChangeEvent::Keep | ChangeEvent::Reexport | ChangeEvent::Reconcile => None,
    }
}

/// Tells the author of a change of a step that was just taken.
pub(in crate::app) fn of_step(conn: &mut Conn, change: &Change, event: ChangeEvent, actor: &Actor, now: Moment) {
    let Some(about) = about(event) else { return };
    // The policy approves at once: the author sees it where they saved.
    let by_policy = event == ChangeEvent::Approve && actor.account.is_none();
    if !by_policy {
        tell_author(conn, change, about, actor.account, now);
    }
}

/// Tells the author of a change something that no step says.
pub(in crate::app) fn tell_author(
    conn: &mut Conn,
    change: &Change,
    about: NewsAbout,
    by: Option<AccountId>,
    now: Moment,
) {
    let is_own_deed = by == Some(change.author);
    let Some(to) = change.author_person.filter(|_| !is_own_deed && change.imported.is_none()) else { return };
    conn.tell(NewNews { to, about, subject: Some(change.person), by, change: Some(change.id), at: now });
}

/// After a save: asks those who decide about what waits now, and tells the person of what somebody else has set.
pub(in crate::app) async fn of_save(
    conn: &mut Conn,
    catalogue: &Catalogue,
    standing: &Standing,
    saved: &[Change],
    (by, author): (AccountId, Option<PersonId>),
    now: Moment,
) -> Result<(), AppError> {
    use domain::change::ChangeState::{Applied, Approved, Pending};
    let person = standing.person.id;
    let set = |change: &&Change| matches!(change.state, Approved | Applied) && author != Some(person);
    for change in saved.iter().filter(set) {
        let (subject, change) = (Some(person), Some(change.id));
        conn.tell(NewNews { to: person, about: NewsAbout::Edited, subject, by: Some(by), change, at: now });
    }
    let waiting: Vec<&Change> = saved.iter().filter(|change| change.state == Pending).collect();
    ask(conn, catalogue, &[(person, standing.entries.as_slice())].into(), &waiting, now).await
}

/// Tells whoever is asked to decide that these changes, of people with these entries, wait for them.
pub(in crate::app) async fn ask(
    conn: &mut Conn,
    catalogue: &Catalogue,
    entries: &BTreeMap<PersonId, &[Entry]>,
    waiting: &[&Change],
    now: Moment,
) -> Result<(), AppError> {
    ask_others(conn, catalogue, entries, waiting, (&BTreeMap::new(), now)).await
}

/// The same where some were asked `before`, and know.
pub(in crate::app) async fn ask_others(
    conn: &mut Conn,
    catalogue: &Catalogue,
    entries: &BTreeMap<PersonId, &[Entry]>,
    waiting: &[&Change],
    (before, now): (&BTreeMap<ChangeId, BTreeSet<PersonId>>, Moment),
) -> Result<(), AppError> {
    let mut asked = deciders::asked(conn, catalogue, entries, waiting, now).await?;
    for (change, people) in &mut asked {
        people.retain(|one| before.get(change).is_none_or(|known| !known.contains(one)));
    }
    tell_waiting(conn, waiting, &asked, now);
    Ok(())
}

/// Tells these people that these changes wait for them.
pub(in crate::app) fn tell_waiting(
    conn: &mut Conn,
    waiting: &[&Change],
    asked: &BTreeMap<ChangeId, BTreeSet<PersonId>>,
    now: Moment,
) {
    for change in waiting {
        for to in asked.get(&change.id).into_iter().flatten().copied() {
            let (subject, by, change) = (Some(change.person), Some(change.author), Some(change.id));
            conn.tell(NewNews { to, about: NewsAbout::Waiting, subject, by, change, at: now });
        }
    }
}
