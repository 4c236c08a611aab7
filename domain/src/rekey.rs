//! Re-keying a source: its people are recognised in the directory by a second key, because their entries have other ids now (P13). A match is
//! made only where one person and one entry share a key and nobody and nothing else does; every doubt is told and left alone.

mod ids;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

pub use ids::{id_under, printed_id, put_out_of_use, shown_id, turned_id};

/// By what people are recognised whose entries have other ids now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum RekeyBy {
    /// The user name.
    Username,
    /// The e-mail address.
    #[default]
    Mail,
    /// The employee number.
    EmployeeNumber,
    /// The entry's distinguished name.
    Dn,
}

impl RekeyBy {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 4] = [Self::Mail, Self::EmployeeNumber, Self::Username, Self::Dn];

    /// The word in JSON and in the audit log.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Username => "username",
            Self::Mail => "mail",
            Self::EmployeeNumber => "employee_number",
            Self::Dn => "dn",
        }
    }
}

/// Somebody whom the source has, or had.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Known {
    /// The id by which they are known, if it is one of the id attribute that is wanted.
    pub id: Option<String>,
    /// What they are recognised by, folded.
    pub keys: Vec<String>,
    /// Somebody took them off the source.
    pub is_detached: bool,
}

/// An entry as the directory has it now.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Entry {
    /// Its id.
    pub id: String,
    /// What it is recognised by, folded.
    pub keys: Vec<String>,
    /// Whether the selection takes it, or leaves it as it is, if it is somebody's.
    pub is_in_scope: bool,
    /// Whether somebody new would be made of it.
    pub would_come: bool,
}

/// Why people and entries are not matched though they share something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Doubt {
    /// The entry is somebody else's already: perhaps somebody new was made of it. The list of findings can say that two are one.
    Taken,
    /// Several people or several entries have the key.
    Shared,
    /// Several entries have one id, so it tells nobody apart.
    SameId,
    /// Only somebody who was taken off the source has the key; they are linked again on their own page.
    Detached,
}

/// People and entries that are left alone; places in the lists that were compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unclear {
    /// Why.
    pub doubt: Doubt,
    /// The people.
    pub people: Vec<usize>,
    /// The entries.
    pub entries: Vec<usize>,
}

/// Who is which entry; everything by its place in the lists that were compared.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Recognised {
    /// Person and entry: surely the same, under another id.
    pub matched: Vec<(usize, usize)>,
    /// Person and entry: the same by id already.
    pub same: Vec<(usize, usize)>,
    /// Left alone.
    pub unclear: Vec<Unclear>,
    /// People who are like no entry.
    pub missing: Vec<usize>,
    /// Entries in scope that are like nobody.
    pub new: Vec<usize>,
}

/// Recognises people in entries.
#[must_use]
pub fn recognise(people: &[Known], entries: &[Entry]) -> Recognised {
    let mut found = Recognised::default();
    let mut by_id: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (place, entry) in entries.iter().enumerate() {
        by_id.entry(&entry.id).or_default().push(place);
    }
    let is_twice = |entry: &Entry| by_id.get(entry.id.as_str()).is_some_and(|places| places.len() > 1);
    let mut web = Web::new(people, entries);
    for (person, known) in people.iter().enumerate() {
        let entry = known.id.as_deref().and_then(|id| by_id.get(id));
        if let Some(&[entry]) = entry.map(Vec::as_slice)
            && web.settle(person, entry)
        {
            found.same.push((person, entry));
        }
    }
    for group in web.groups() {
        sort(&group, &web, &is_twice, &mut found);
    }
    found
}

/// Puts people and entries that hang together, and with nobody and nothing else, where they belong.
fn sort(group: &Group, web: &Web<'_>, is_twice: &dyn Fn(&Entry) -> bool, found: &mut Recognised) {
    let open = |place: &&usize| !web.settled_people.contains(*place);
    let free = |place: &&usize| !web.settled_entries.contains(*place);
    let who: Vec<usize> = group.people.iter().filter(open).copied().collect();
    let what: Vec<usize> = group.entries.iter().filter(free).copied().collect();
    let is_settled = who.len() < group.people.len() || what.len() < group.entries.len();
    let twice = |place: &usize| web.entries.get(*place).is_some_and(is_twice);
    let comes = |place: &usize| web.entries.get(*place).is_some_and(|entry| entry.would_come);
    let doubt = match (who.as_slice(), what.as_slice()) {
        (&[person], &[entry]) if !is_settled && !twice(&entry) => {
            found.matched.push((person, entry));
            return;
        }
        // Nobody waits for these.
        ([], entries) if !entries.iter().any(|place| twice(place) && comes(place)) => {
            entries.iter().filter(|place| comes(place)).for_each(|entry| sort_newcomer(*entry, web, found));
            return;
        }
        (people, []) if group.entries.is_empty() => {
            found.missing.extend(people);
            return;
        }
        (_, entries) if entries.iter().any(twice) => Doubt::SameId,
        _ if is_settled => Doubt::Taken,
        _ => Doubt::Shared,
    };
    found.unclear.push(Unclear { doubt, people: group.people.clone(), entries: group.entries.clone() });
}

/// An entry that is like nobody who is followed.
fn sort_newcomer(entry: usize, web: &Web<'_>, found: &mut Recognised) {
    let its = web.entries.get(entry).into_iter().flat_map(|known| keys(&known.keys));
    let detached: BTreeSet<usize> = its.filter_map(|key| web.detached.get(key)).flatten().copied().collect();
    // Whoever is the same by id is not in question.
    let people: Vec<usize> = detached.into_iter().filter(|place| !web.settled_people.contains(place)).collect();
    if people.is_empty() {
        found.new.push(entry);
    } else {
        found.unclear.push(Unclear { doubt: Doubt::Detached, people, entries: vec![entry] });
    }
}

/// People and entries that share keys, directly or through others.
#[derive(Debug, Default)]
struct Group {
    people: Vec<usize>,
    entries: Vec<usize>,
}

/// Who has one key, and whether something in scope does.
#[derive(Debug, Default)]
struct Sharing {
    people: Vec<usize>,
    entries: Vec<usize>,
    is_in_scope: bool,
}

/// Who shares which key with what.
struct Web<'a> {
    people: &'a [Known],
    entries: &'a [Entry],
    by_key: BTreeMap<&'a str, Sharing>,
    detached: BTreeMap<&'a str, Vec<usize>>,
    settled_people: BTreeSet<usize>,
    settled_entries: BTreeSet<usize>,
}

impl<'a> Web<'a> {
    fn new(people: &'a [Known], entries: &'a [Entry]) -> Self {
        let mut by_key: BTreeMap<&str, Sharing> = BTreeMap::new();
        let mut detached: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (place, person) in people.iter().enumerate() {
            for key in keys(&person.keys) {
                if person.is_detached {
                    detached.entry(key).or_default().push(place);
                } else {
                    by_key.entry(key).or_default().people.push(place);
                }
            }
        }
        for (place, entry) in entries.iter().enumerate() {
            for key in keys(&entry.keys) {
                let sharing = by_key.entry(key).or_default();
                // What is out of scope is as good as absent where something in scope has the key.
                if entry.is_in_scope && !std::mem::replace(&mut sharing.is_in_scope, true) {
                    sharing.entries.clear();
                }
                if entry.is_in_scope || !sharing.is_in_scope {
                    sharing.entries.push(place);
                }
            }
        }
        Self { people, entries, by_key, detached, settled_people: BTreeSet::new(), settled_entries: BTreeSet::new() }
    }

    /// These two are the same by id; false if the entry is another's.
    fn settle(&mut self, person: usize, entry: usize) -> bool {
        let is_first = self.settled_entries.insert(entry);
        if is_first {
            self.settled_people.insert(person);
        }
        is_first
    }

    /// The keys by which a person or an entry hangs together with others.
    fn keys_of(&self, node: Node) -> Vec<&'a str> {
        match node {
            Node::Person(place) => self.people.get(place).into_iter().flat_map(|one| keys(&one.keys)).collect(),
            Node::Entry(place) => {
                let Some(entry) = self.entries.get(place) else { return Vec::new() };
                let counts =
                    |key: &&str| entry.is_in_scope || !self.by_key.get(key).is_some_and(|sharing| sharing.is_in_scope);
                keys(&entry.keys).filter(counts).collect()
            }
        }
    }

    /// Everybody who is followed, and every entry, with all that they hang together with.
    fn groups(&self) -> Vec<Group> {
        let followed = self.people.iter().enumerate().filter(|(_, person)| !person.is_detached);
        let starts = followed.map(|(place, _)| Node::Person(place));
        let starts = starts.chain((0..self.entries.len()).map(Node::Entry));
        let (mut met, mut met_keys) = (BTreeSet::new(), BTreeSet::new());
        let mut groups = Vec::new();
        for start in starts {
            let (mut group, mut open) = (Group::default(), vec![start]);
            while let Some(node) = open.pop() {
                if !met.insert(node) {
                    continue;
                }
                match node {
                    Node::Person(place) => group.people.push(place),
                    Node::Entry(place) => group.entries.push(place),
                }
                let fresh = self.keys_of(node).into_iter().filter(|key| met_keys.insert(*key));
                for sharing in fresh.filter_map(|key| self.by_key.get(key)) {
                    open.extend(sharing.people.iter().map(|place| Node::Person(*place)));
                    open.extend(sharing.entries.iter().map(|place| Node::Entry(*place)));
                }
            }
            if !group.people.is_empty() || !group.entries.is_empty() {
                group.people.sort_unstable();
                group.entries.sort_unstable();
                groups.push(group);
            }
        }
        groups
    }
}

/// A person or an entry, by its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Node {
    Person(usize),
    Entry(usize),
}

/// What is blank is shared by nobody.
fn keys(all: &[String]) -> impl Iterator<Item = &str> {
    all.iter().map(String::as_str).filter(|key| !key.is_empty())
}

#[cfg(test)]
mod tests;
