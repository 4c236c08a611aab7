//! All that is known of a person: the row, what each source said, and the changes that still matter. Pages, merging and exporting start here.

use std::{borrow::Cow, collections::BTreeMap};

use domain::{
    attribute::{Attribute, Authority},
    id::PersonId,
    merge::{self, Effective, OpenChange, Origin},
    moment::Moment,
    name::AttributeKey,
    policy::Mapped,
    primary::{Has, Word, primary},
    value::{Theirs, Value},
};

use super::{AppError, catalogue::Catalogue};
use crate::store::{
    Conn,
    change::{self, Change},
    entry::{self, Entry},
    person::{self, Person, Shown},
    pinned::{self, Pin},
    standing as stored,
};

/// A person with everything that merging needs.
#[derive(Clone, Debug)]
pub(crate) struct Standing {
    pub(crate) person: Person,
    pub(crate) entries: Vec<Entry>,
    /// Open changes, and the newest ended ones of each state and attribute; oldest first.
    pub(crate) changes: Vec<Change>,
    /// Values that an administrator holds in place.
    pub(crate) pins: Vec<Pin>,
    /// When the last complete run of the first entry's source began.
    pub(crate) synced_at: Option<Moment>,
}

/// Not read: what a source that does not map an attribute says of it.
static NOT_READ: Theirs = Theirs::NotRead;

impl Standing {
    /// One person; `None` if there is no such person.
    pub(crate) async fn load(conn: &mut Conn, id: PersonId) -> Result<Option<Self>, AppError> {
        let Some(found) = stored::one(conn, id).await? else { return Ok(None) };
        let changes = if found.has_changes { change::living(conn, &[id]).await? } else { Vec::new() };
        let pins = if found.has_pins { pinned::of_people(conn, &[id]).await? } else { Vec::new() };
        Ok(Some(Self { person: found.person, entries: found.entries, changes, pins, synced_at: found.synced_at }))
    }

    /// These people, by id.
    pub(crate) async fn load_many(conn: &mut Conn, ids: &[PersonId]) -> Result<BTreeMap<PersonId, Self>, AppError> {
        let mut all: BTreeMap<PersonId, Self> = BTreeMap::new();
        for person in person::by_ids(conn, ids).await? {
            all.insert(person.id, Self::bare(person));
        }
        for entry in entry::of_people(conn, ids).await? {
            if let Some(standing) = all.get_mut(&entry.person) {
                standing.entries.push(entry);
            }
        }
        for change in change::living(conn, ids).await? {
            if let Some(standing) = all.get_mut(&change.person) {
                standing.changes.push(change);
            }
        }
        for pin in pinned::of_people(conn, ids).await? {
            if let Some(standing) = all.get_mut(&pin.person) {
                standing.pins.push(pin);
            }
        }
        Ok(all)
    }

    /// Somebody of whom nothing is known yet.
    pub(crate) fn bare(person: Person) -> Self {
        Self { person, entries: Vec::new(), changes: Vec::new(), pins: Vec::new(), synced_at: None }
    }

    /// What is held in place of an attribute.
    pub(crate) fn pin(&self, key: &AttributeKey) -> Option<&Pin> {
        self.pins.iter().find(|pin| pin.attribute == *key)
    }

    /// The entries that runs follow, or followed until they were gone.
    pub(crate) fn followed(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(|entry| entry.detached_at.is_none())
    }

    /// The entry whose word counts for an attribute. Where no source maps it any more, what was read last stays (P22).
    pub(crate) fn entry_of(&self, catalogue: &Catalogue, key: &AttributeKey) -> Option<&Entry> {
        entry_of(catalogue, &self.entries, key)
    }

    /// What the primary source last said of an attribute.
    pub(crate) fn theirs(&self, catalogue: &Catalogue, key: &AttributeKey) -> &Theirs {
        self.entry_of(catalogue, key).and_then(|entry| entry.theirs.get(key)).unwrap_or(&NOT_READ)
    }

    /// How the directories of this person are read for an attribute.
    pub(crate) fn mapped(&self, catalogue: &Catalogue, key: &AttributeKey) -> Mapped {
        if !catalogue.is_mapped(key) || self.followed().next().is_none() {
            return Mapped::Nowhere;
        }
        let said_by = self.entry_of(catalogue, key).filter(|entry| entry.detached_at.is_none());
        match said_by {
            Some(entry) if catalogue.is_worked_out(entry.source, key) => Mapped::WorkedOut,
            _ => Mapped::Plainly,
        }
    }

    /// The changes of an attribute, in the form that merging takes: the open ones, and the newest applied and confirmed one.
    pub(crate) fn open_changes(&self, key: &AttributeKey) -> Vec<OpenChange> {
        use domain::change::ChangeState::{Rejected, Superseded, Withdrawn};
        self.changes
            .iter()
            .filter(|change| &change.attribute == key && !matches!(change.state, Rejected | Withdrawn | Superseded))
            .map(open_change)
            .collect()
    }

    /// The effective value of an attribute.
    pub(crate) fn effective(&self, catalogue: &Catalogue, attribute: &Attribute) -> Effective {
        let merged = self.merged(catalogue, attribute);
        match self.pin(&attribute.key) {
            Some(pin) => Effective { value: pin.value.clone(), from: Origin::Pin, ..merged },
            None => merged,
        }
    }

    /// What merging gives, without what is held for a while: what may be handed on.
    pub(crate) fn merged(&self, catalogue: &Catalogue, attribute: &Attribute) -> Effective {
        let theirs = self.theirs(catalogue, &attribute.key);
        merge::effective(&self.own(catalogue, attribute), theirs, &self.open_changes(&attribute.key))
    }

    /// What the form says in a field before anything is typed: what was last proposed, while that is on its way; else the effective value.
    pub(crate) fn said(&self, catalogue: &Catalogue, attribute: &Attribute) -> Option<Value> {
        use domain::change::ChangeState::{Approved, Exported, Pending};
        let of_it = || self.changes.iter().filter(|change| change.attribute == attribute.key);
        let newest = of_it().rfind(|change| change.state.is_open()).or_else(|| of_it().next_back());
        match newest.filter(|change| matches!(change.state, Pending | Approved | Exported)) {
            Some(change) => merge::apply(attribute, &change.edit, change.base.value()),
            None => self.effective(catalogue, attribute).value,
        }
    }

    /// An attribute as it is for this person, by the rules; of somebody who was taken off the directory it is no longer in charge, and what it
    /// said last is where people go on from.
    pub(crate) fn own<'a>(&self, catalogue: &Catalogue, attribute: &'a Attribute) -> Cow<'a, Attribute> {
        let own = catalogue.own(self.person.id, &self.entries, attribute);
        let is_off = self.entry_of(catalogue, &attribute.key).is_some_and(|entry| entry.detached_at.is_some());
        if !is_off || own.policy.authority == Authority::Local {
            return own;
        }
        let mut own = own.into_owned();
        own.policy.authority = Authority::Shared;
        Cow::Owned(own)
    }

    /// What lists show of the person.
    pub(crate) fn shown(&self, catalogue: &Catalogue) -> Shown {
        let dn = self.entries.first().map(|entry| entry.dn.as_str());
        let username = self.person.wanted_username.as_deref();
        shown(catalogue, username, dn, |attribute| self.effective(catalogue, attribute).value.map(Cow::Owned))
    }
}

/// The same of somebody with these entries.
pub(super) fn entry_of<'e>(catalogue: &Catalogue, entries: &'e [Entry], key: &AttributeKey) -> Option<&'e Entry> {
    let is_mapped =
        |entry: &&Entry| catalogue.mappings.get(&entry.source).is_some_and(|mapping| mapping.contains_key(key));
    let mapped: Vec<&Entry> = entries.iter().filter(is_mapped).collect();
    if mapped.is_empty() && !catalogue.is_mapped(key) {
        return entries.iter().find(|entry| entry.theirs.contains_key(key));
    }
    if let [only] = mapped.as_slice() {
        return Some(only);
    }
    let words: Vec<Word<'_>> = mapped.iter().map(|entry| word(entry, key)).collect();
    primary(catalogue.order_of(key), &words).and_then(|place| mapped.get(place).copied())
}

/// What an entry has to say of an attribute.
fn word<'e>(entry: &'e Entry, key: &AttributeKey) -> Word<'e> {
    let has = match (entry.detached_at, entry.absent_at) {
        (Some(_), _) => Has::TakenOff,
        (None, Some(_)) => Has::Before,
        (None, None) => Has::Now,
    };
    Word { source: entry.source, has, theirs: entry.theirs.get(key).unwrap_or(&NOT_READ) }
}

/// What lists show of somebody with these effective values.
pub(super) fn shown<'v>(
    catalogue: &Catalogue,
    username: Option<&str>,
    dn: Option<&str>,
    value: impl Fn(&Attribute) -> Option<Cow<'v, Value>>,
) -> Shown {
    let mut filled = String::from(",");
    let (mut display_name, mut given, mut surname, mut mail) = (None, None, None, None);
    for stored in &catalogue.attributes {
        let Some(value) = value(&stored.attribute) else { continue };
        let key = stored.attribute.key.as_str();
        filled.push_str(key);
        filled.push(',');
        match key {
            "display_name" => display_name = Some(value),
            "given_name" => given = Some(value),
            "surname" => surname = Some(value),
            "mail" => mail = Some(value),
            _ => {}
        }
    }
    let of_parts = || {
        let parts: Vec<&str> = [&given, &surname].into_iter().flatten().map(|value| value.first()).collect();
        (!parts.is_empty()).then(|| parts.join(" "))
    };
    let display_name = display_name
        .map(|value| value.first().to_owned())
        .or_else(of_parts)
        .or_else(|| username.map(str::to_owned))
        .or_else(|| dn.and_then(domain::dn::common_name))
        .unwrap_or_else(|| "?".to_owned());
    let mail = mail.map(|value| value.first().to_owned());
    let fold = domain::text::fold_for_search;
    let names = fold(&[display_name.as_str(), username.unwrap_or_default()].join(" "));
    let search = format!("{names}\n{}", fold(mail.as_deref().unwrap_or_default()));
    Shown { search, display_name, filled }
}

/// A stored change in the form that merging takes.
pub(crate) fn open_change(change: &Change) -> OpenChange {
    OpenChange {
        id: change.id,
        state: change.state,
        before_conflict: change.before_conflict,
        base: change.base.clone(),
        edit: change.edit.clone(),
        approved_once: change.approved_at.is_some(),
        exported_at: change.exported_at,
        confirmed_at: change.confirmed_at,
        reexported: change.reexported_at.is_some(),
    }
}
