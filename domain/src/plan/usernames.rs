//! Who gets which user name in one run: exchanges and chains of names work, and nobody ever holds a name that somebody live has.

use std::collections::{BTreeMap, BTreeSet};

use super::{Found, Holder, Linked, folded};
use crate::{
    id::PersonId,
    leaving::{Leaving, WhenBack},
};

/// An entry that counts, with the person behind it.
pub(super) struct Wish<'a> {
    /// Its place in the run.
    pub(super) place: usize,
    pub(super) entry: &'a Found,
    pub(super) linked: Option<&'a Linked>,
    /// What becomes of people who are gone or back.
    pub(super) leaving: Leaving,
}

impl Wish<'_> {
    fn holder(&self) -> Holder {
        self.linked.map_or_else(|| Holder::Entry(self.entry.dn.clone()), |linked| Holder::Person(linked.person))
    }

    /// Whether two names would be the same person's.
    fn is(&self, person: PersonId) -> bool {
        self.linked.is_some_and(|linked| linked.person == person)
    }

    /// Somebody who is out is not live: they hold no name against others, unless the source lets them keep it.
    fn is_live(&self) -> bool {
        let is_blocked = self.linked.is_some_and(|linked| linked.blocked_by_directory.is_some());
        let is_out = self.entry.disabled || (is_blocked && self.leaving.when_back == WhenBack::Ask);
        !is_out || (self.held().is_some() && self.leaving.when_gone.keeps_username())
    }

    /// The name that the person held before the run.
    fn held(&self) -> Option<&String> {
        self.linked.and_then(|linked| linked.username.as_ref())
    }

    /// Whether the name that the person holds stays theirs, perhaps in a new spelling.
    fn stays(&self) -> bool {
        self.is_live() && folded(self.held()).is_some() && folded(self.held()) == folded(self.entry.username.as_ref())
    }
}

/// What an entry gets.
#[derive(Clone, Debug, Default)]
pub(super) struct Given {
    /// The user name.
    pub(super) username: Option<String>,
    /// Who holds the wanted one, if it could not be had.
    pub(super) collides_with: Option<Holder>,
}

/// The names that are taken: before the run, and by it so far.
struct Taken<'a> {
    before: &'a BTreeMap<String, PersonId>,
    now: BTreeMap<String, Holder>,
}

impl Taken<'_> {
    fn holder(&self, folded: &str) -> Option<Holder> {
        self.now.get(folded).cloned().or_else(|| self.before.get(folded).map(|person| Holder::Person(*person)))
    }

    /// Takes the name, or tells who has it.
    fn claim(&mut self, name: &String, wish: &Wish<'_>) -> Option<Holder> {
        let name = folded(Some(name))?;
        match self.holder(&name) {
            Some(Holder::Person(person)) if wish.is(person) => None,
            Some(holder) => Some(holder),
            None => {
                self.now.insert(name, wish.holder());
                None
            }
        }
    }
}

/// What each entry gets, by its place. Live people who keep their name come first, then the others in the run's order; who cannot have the
/// wanted name keeps the old one, which may take it from somebody who counted on it, so it is worked out again until nobody else fails.
pub(super) fn give(wishes: &[Wish<'_>], holders: &BTreeMap<String, PersonId>) -> BTreeMap<usize, Given> {
    let mut failed: BTreeSet<usize> = BTreeSet::new();
    loop {
        let mut taken = Taken { before: holders, now: BTreeMap::new() };
        let mut given = BTreeMap::new();
        // Old names that are kept come first: nobody may take them.
        for wish in wishes.iter().filter(|wish| failed.contains(&wish.place)) {
            let kept = wish.held().cloned().filter(|name| taken.claim(name, wish).is_none());
            given.insert(wish.place, Given { username: kept, collides_with: None });
        }
        let before = failed.len();
        let (staying, moving): (Vec<_>, Vec<_>) = wishes.iter().filter(|wish| wish.is_live()).partition(|w| w.stays());
        for wish in staying.into_iter().chain(moving) {
            let Some(wanted) = &wish.entry.username else { continue };
            if failed.contains(&wish.place) {
                let holder = folded(Some(wanted)).and_then(|name| taken.holder(&name));
                given.entry(wish.place).or_default().collides_with = holder;
            } else if taken.claim(wanted, wish).is_some() {
                failed.insert(wish.place);
            } else {
                let username = Some(wanted.clone()).filter(|name| folded(Some(name)).is_some());
                given.insert(wish.place, Given { username, collides_with: None });
            }
        }
        if failed.len() > before {
            continue;
        }
        return given;
    }
}
