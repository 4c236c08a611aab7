//! Who gets which user name in one run: exchanges and chains of names work, and nobody ever holds a name that somebody live has.

use std::collections::{BTreeMap, BTreeSet};

use super::{Found, Holder, Linked, folded};
use crate::id::PersonId;

/// An entry that counts, with the person behind it.
pub(super) struct Wish<'a> {
    /// Its place in the run.
    pub(super) place: usize,
    pub(super) entry: &'a Found,
    pub(super) linked: Option<&'a Linked>,
}

impl Wish<'_> {
    fn holder(&self) -> Holder {
        self.linked.map_or_else(|| Holder::Entry(self.entry.dn.clone()), |linked| Holder::Person(linked.person))
    }

    /// Whether two names would be the same person's.
    fn is(&self, person: PersonId) -> bool {
        self.linked.is_some_and(|linked| linked.person == person)
    }

    /// Somebody who is disabled is not live: they hold no name against others.
    fn is_live(&self) -> bool {
        !self.entry.disabled
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

/// What each entry gets, by its place. Live people first, in the run's order; who cannot have the wanted name keeps the old one, which may
/// take it from somebody who counted on it, so it is worked out again until nobody else fails.
pub(super) fn give(wishes: &[Wish<'_>], holders: &BTreeMap<String, PersonId>) -> BTreeMap<usize, Given> {
    let mut failed: BTreeSet<usize> = BTreeSet::new();
    loop {
        let mut taken: BTreeMap<String, Holder> =
            holders.iter().map(|(name, person)| (name.clone(), Holder::Person(*person))).collect();
        let mut given = BTreeMap::new();
        // Old names that are kept come first: nobody may take them.
        for wish in wishes.iter().filter(|wish| failed.contains(&wish.place)) {
            let kept = wish.linked.and_then(|linked| linked.username.clone());
            let kept = kept.filter(|name| claim(&mut taken, name, wish).is_none());
            given.insert(wish.place, Given { username: kept, collides_with: None });
        }
        let before = failed.len();
        for wish in wishes.iter().filter(|wish| wish.is_live()) {
            let Some(wanted) = wish.entry.username.clone().filter(|name| folded(Some(name)).is_some()) else {
                continue;
            };
            if failed.contains(&wish.place) {
                let holder = folded(Some(&wanted)).and_then(|name| taken.get(&name).cloned());
                given.entry(wish.place).or_default().collides_with = holder;
            } else if claim(&mut taken, &wanted, wish).is_some() {
                failed.insert(wish.place);
            } else {
                given.insert(wish.place, Given { username: Some(wanted), collides_with: None });
            }
        }
        if failed.len() > before {
            continue;
        }
        for wish in wishes.iter().filter(|wish| !wish.is_live()) {
            let free = wish.entry.username.clone().filter(|name| claim(&mut taken, name, wish).is_none());
            given.insert(wish.place, Given { username: free, collides_with: None });
        }
        return given;
    }
}

/// Takes the name, or tells who has it.
fn claim(taken: &mut BTreeMap<String, Holder>, name: &String, wish: &Wish<'_>) -> Option<Holder> {
    let name = folded(Some(name))?;
    match taken.get(&name) {
        Some(Holder::Person(person)) if wish.is(*person) => None,
        Some(holder) => Some(holder.clone()),
        None => {
            taken.insert(name, wish.holder());
            None
        }
    }
}
