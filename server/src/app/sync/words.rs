//! The sentences of a report and its lines.

use std::collections::BTreeMap;

use domain::{
    api::{BlockReason, ReportKind, ReportLine},
    id::PersonId,
    plan::{Holder, Quarantined, Renamed, Step},
};

use crate::{
    app::AppError,
    store::{Conn, person},
};

pub(super) fn line(kind: ReportKind, person: Option<PersonId>, name: &str, reason: Option<String>) -> ReportLine {
    ReportLine { kind, person, name: name.to_owned(), username: None, values: Vec::new(), blocked: None, reason }
}

pub(super) fn reason_in_words(reason: BlockReason) -> String {
    match reason {
        BlockReason::DisabledInDirectory => "disabled in the directory",
        BlockReason::LeftScope => "no longer found in the directory",
        BlockReason::Returned => "back in the directory; waits until an administrator lets them in",
        BlockReason::NoSeat => "no seat is free; let in by itself when one is",
        BlockReason::ByAdmin => "blocked by an administrator",
        BlockReason::LikeBlocked => "like somebody whom an administrator has blocked",
    }
    .to_owned()
}

/// Of somebody who is gone where that changes nothing.
pub(super) fn left_as_is() -> String {
    "no longer found in the directory; this source leaves such people as they are".to_owned()
}

/// The reason that a stored sentence gives.
pub(crate) fn reason_of(words: &str) -> Option<BlockReason> {
    [
        BlockReason::DisabledInDirectory,
        BlockReason::LeftScope,
        BlockReason::NoSeat,
        BlockReason::Returned,
        BlockReason::ByAdmin,
        BlockReason::LikeBlocked,
    ]
    .into_iter()
    .find(|reason| reason_in_words(*reason) == words)
}

pub(super) fn renamed_in_words(renamed: &Renamed) -> String {
    let mut moved = Vec::new();
    if renamed.old_username != renamed.new_username {
        moved.push(name_in_words(renamed.old_username.as_deref(), renamed.new_username.as_deref()));
    }
    if renamed.old_dn != renamed.new_dn {
        moved.push(format!("{} -> {}", renamed.old_dn, renamed.new_dn));
    }
    moved.join("; ")
}

/// A user name that moved, if only by its spelling.
pub(super) fn name_in_words(old: Option<&str>, new: Option<&str>) -> String {
    format!("user name {} -> {}", old.unwrap_or("none"), new.unwrap_or("none"))
}

/// The names of people who hold a user name that somebody else's entry has too.
pub(super) struct Holders(BTreeMap<PersonId, String>);

impl Holders {
    /// Looks up everybody whom these steps name as a holder.
    pub(super) async fn load(conn: &mut Conn, steps: &[Step]) -> Result<Self, AppError> {
        let named = |step: &Step| match step {
            Step::Update { collides_with: Some(Holder::Person(person)), .. }
            | Step::Quarantine { reason: Quarantined::UsernameTaken { holder: Holder::Person(person), .. } } => {
                Some(*person)
            }
            _ => None,
        };
        let people: Vec<PersonId> = steps.iter().filter_map(named).collect();
        let people = if people.is_empty() { Vec::new() } else { person::by_ids(conn, &people).await? };
        Ok(Self(people.into_iter().map(|person| (person.id, person.display_name)).collect()))
    }

    fn in_words(&self, holder: &Holder) -> String {
        match holder {
            Holder::Person(id) => {
                self.0.get(id).map_or_else(|| format!("person {id}"), |name| format!("{name} (person {id})"))
            }
            Holder::Entry(dn) => dn.clone(),
        }
    }

    /// Why somebody known does not get the user name that the directory gives them.
    pub(super) fn collision(&self, username: &str, holder: &Holder) -> String {
        format!("the user name {username} is held by {}; everything else is taken over", self.in_words(holder))
    }

    /// Why an entry becomes nobody.
    pub(super) fn quarantine(&self, reason: &Quarantined) -> String {
        match reason {
            Quarantined::UsernameTaken { username, holder } => format!(
                "the user name {username} is held by {}; nobody is made or merged, change one of the two in the directory",
                self.in_words(holder)
            ),
            Quarantined::ReadTwice => "the directory sent this entry twice; the later one counts".to_owned(),
            Quarantined::NoId => "it has no id that outlives a rename".to_owned(),
        }
    }
}
