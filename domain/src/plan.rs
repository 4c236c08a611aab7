//! What a sync run would do, worked out before anything is touched. Identity is the immutable id alone: a name is a label that may move,
//! be reused by somebody else or be exchanged inside one run (P9-P12, P16).

mod usernames;

use std::collections::BTreeMap;

use crate::{
    api::BlockReason,
    dn,
    equality::identical,
    id::PersonId,
    leaving::{Leaving, WhenBack, WhenGone},
    name::AttributeKey,
    text::fold,
    value::Theirs,
};

/// An entry as read and mapped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The immutable id, as text.
    pub id: String,
    /// The distinguished name.
    pub dn: String,
    /// The user name, if the entry has one.
    pub username: Option<String>,
    /// Whether the account is disabled.
    pub disabled: bool,
    /// What was read, by attribute; an attribute that is not asked for is not in it.
    pub values: BTreeMap<AttributeKey, Theirs>,
}

/// A person as linked to an entry before the run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Linked {
    /// The person.
    pub person: PersonId,
    /// The entry's distinguished name.
    pub dn: String,
    /// The user name that the person holds now; `None` while somebody else holds theirs.
    pub username: Option<String>,
    /// The user name that the directory gave them last.
    pub wanted_username: Option<String>,
    /// Why the directory has them blocked, if it has.
    pub blocked_by_directory: Option<BlockReason>,
    /// A complete run no longer found the entry.
    pub is_away: bool,
    /// What the source last said, by attribute.
    pub values: BTreeMap<AttributeKey, Theirs>,
}

/// What becomes of one entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// A profile is made.
    Create {
        /// The user name; `None` if the entry has none or is disabled.
        username: Option<String>,
        /// Set if the person starts blocked.
        block: Option<BlockReason>,
    },
    /// A profile follows its entry.
    Update {
        /// Whose.
        person: PersonId,
        /// What moved: what the source said before and what it says now.
        values: Vec<(AttributeKey, Theirs, Theirs)>,
        /// Set if the user name or the place in the directory moved.
        renamed: Option<Renamed>,
        /// The directory has them back: its block ends.
        returned: bool,
        /// Set if the directory blocks them now.
        block: Option<BlockReason>,
        /// Who holds the user name that the directory gives them; everything else is applied.
        collides_with: Option<Holder>,
        /// The user name to hold from now on.
        username: Option<String>,
    },
    /// Exactly as last time: nothing is written.
    Unchanged {
        /// Whose.
        person: PersonId,
    },
    /// Left alone, with the reason; the others go on (X17).
    Quarantine {
        /// Why.
        reason: Quarantined,
    },
}

/// A name that moved; equal ends mean that this part stayed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Renamed {
    /// The user name before, as the directory had it.
    pub old_username: Option<String>,
    /// The user name now.
    pub new_username: Option<String>,
    /// The distinguished name before.
    pub old_dn: String,
    /// The distinguished name now.
    pub new_dn: String,
}

/// Why an entry is left alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Quarantined {
    /// Somebody live holds its user name; nobody is merged by guess (S2.6).
    UsernameTaken {
        /// The user name.
        username: String,
        /// Who holds it.
        holder: Holder,
    },
    /// The same id comes again later in the run; the later one counts.
    ReadTwice,
    /// It has no id that outlives a rename.
    NoId,
}

/// Who holds a user name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Holder {
    /// A person.
    Person(PersonId),
    /// An entry of the same run that becomes one, by its distinguished name.
    Entry(String),
}

/// One step for each entry, in their order. `leaving` says what becomes of who is gone or back; `linked` are the people of this source by immutable id; `holders` says by folded user name which
/// live person holds it: the names of people whom this run renames, blocks or finds gone are not in it. Plan all changed entries of a run
/// at once: only then do exchanges and chains of names come out right.
#[must_use]
pub fn plan(
    found: &[Found],
    linked: &BTreeMap<String, Linked>,
    holders: &BTreeMap<String, PersonId>,
    leaving: Leaving,
) -> Vec<Step> {
    let last_place: BTreeMap<&str, usize> =
        found.iter().enumerate().map(|(place, entry)| (entry.id.as_str(), place)).collect();
    let counts = |place: usize, entry: &Found| last_place.get(entry.id.as_str()) == Some(&place);
    let wishes: Vec<usernames::Wish<'_>> = found
        .iter()
        .enumerate()
        .filter(|(place, entry)| counts(*place, entry) && !entry.id.is_empty())
        .map(|(place, entry)| usernames::Wish { place, entry, linked: linked.get(&entry.id), leaving })
        .collect();
    let given = usernames::give(&wishes, holders);
    let step = |(place, entry): (usize, &Found)| {
        if entry.id.is_empty() {
            return Step::Quarantine { reason: Quarantined::NoId };
        }
        if !counts(place, entry) {
            return Step::Quarantine { reason: Quarantined::ReadTwice };
        }
        let given = given.get(&place).cloned().unwrap_or_default();
        match linked.get(&entry.id) {
            Some(linked) => update(entry, linked, given, leaving),
            None => create(entry, given),
        }
    };
    found.iter().enumerate().map(step).collect()
}

fn create(entry: &Found, given: usernames::Given) -> Step {
    match (given.collides_with, &entry.username) {
        (Some(holder), Some(username)) if !entry.disabled => {
            Step::Quarantine { reason: Quarantined::UsernameTaken { username: username.clone(), holder } }
        }
        _ => {
            Step::Create { username: given.username, block: entry.disabled.then_some(BlockReason::DisabledInDirectory) }
        }
    }
}

fn update(entry: &Found, linked: &Linked, given: usernames::Given, leaving: Leaving) -> Step {
    let mut values = Vec::new();
    for (key, new) in &entry.values {
        let old = linked.values.get(key).cloned().unwrap_or_default();
        // What could not be read takes nothing away (P20).
        let moved = *new != Theirs::NotRead && (old == Theirs::NotRead || !identical(old.value(), new.value()));
        if moved {
            values.push((key.clone(), old, new.clone()));
        }
    }
    let Standing { newly_blocked, returned } = standing(entry, linked, leaving);
    let other_name = folded(entry.username.as_ref()) != folded(linked.wanted_username.as_ref());
    // A different spelling of the same name is the same place (P23).
    let moved = entry.dn != linked.dn
        && (dn::normalize(&entry.dn).is_none() || dn::normalize(&entry.dn) != dn::normalize(&linked.dn));
    let renamed = (other_name || moved).then(|| Renamed {
        old_username: linked.wanted_username.clone(),
        new_username: entry.username.clone(),
        old_dn: linked.dn.clone(),
        new_dn: entry.dn.clone(),
    });
    let respelled = entry.username != linked.wanted_username;
    let same = values.is_empty()
        && renamed.is_none()
        && !respelled
        && !returned
        && newly_blocked.is_none()
        && given.username == linked.username;
    if same {
        return Step::Unchanged { person: linked.person };
    }
    Step::Update {
        person: linked.person,
        values,
        renamed,
        returned,
        block: newly_blocked,
        collides_with: given.collides_with,
        username: given.username,
    }
}

/// How it is with somebody whose entry was met.
struct Standing {
    newly_blocked: Option<BlockReason>,
    returned: bool,
}

fn standing(entry: &Found, linked: &Linked, leaving: Leaving) -> Standing {
    let before = linked.blocked_by_directory;
    let block = |reason| Standing { newly_blocked: Some(reason).filter(|_| before != Some(reason)), returned: false };
    match (entry.disabled, before) {
        // Who is out stays out, and who is in stays in.
        (true, _) if leaving.when_gone == WhenGone::Nothing => Standing { newly_blocked: None, returned: false },
        (true, _) => block(BlockReason::DisabledInDirectory),
        (false, None) => Standing { newly_blocked: None, returned: linked.is_away },
        // Who waits for a seat is there, and comes in when there is one.
        (false, Some(BlockReason::NoSeat)) => Standing { newly_blocked: None, returned: false },
        (false, Some(_)) if leaving.when_back == WhenBack::Ask => block(BlockReason::Returned),
        (false, Some(_)) => Standing { newly_blocked: None, returned: true },
    }
}

/// The form in which user names are unique (S2.6, P16).
#[must_use]
pub fn folded(username: Option<&String>) -> Option<String> {
    username.map(|username| fold(username)).filter(|folded| !folded.is_empty())
}

#[cfg(test)]
mod tests;
