//! The brake: whether a run that read everything may touch anybody, or is held until a person has looked. A held run has removed and
//! changed nobody (I5).

use std::collections::BTreeMap;

use crate::{api::Held, name::AttributeKey};

/// When the brake grips.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BrakeLimits {
    /// So many removals or changes are always let through.
    pub at_least: i64,
    /// More removals than this share of the linked people are held.
    pub percent: i64,
    /// More removals than this are held, however many people there are.
    pub at_most: i64,
    /// A change of one attribute for more than this share of the linked people is held; a loss of values weighs double.
    pub mass_change_percent: i64,
}

impl Default for BrakeLimits {
    fn default() -> Self {
        Self { at_least: 5, percent: 2, at_most: 500, mass_change_percent: 20 }
    }
}

/// What a run would do, in figures.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Weighed {
    /// Entries read.
    pub seen: i64,
    /// Entries that the last complete run read; `None` before the first one.
    pub last_complete_seen: Option<i64>,
    /// Active people linked to the source before the run.
    pub scope: i64,
    /// People whom the run would block: absent from it, or disabled by it.
    pub removals: i64,
    /// Linked people whose value would change, by attribute; losses are among them.
    pub changes_per_attribute: BTreeMap<AttributeKey, i64>,
    /// Linked people whose value would become blank, by attribute: a right that the directory took away looks like this (P20).
    pub losses_per_attribute: BTreeMap<AttributeKey, i64>,
}

/// Which brake holds the run; `None` lets it go on. The first load is never held for mass change: all of it is new.
#[must_use]
pub fn weigh(weighed: &Weighed, limits: &BrakeLimits) -> Option<Held> {
    if weighed.seen == 0 {
        return Some(Held::Empty);
    }
    if let Some(before) = weighed.last_complete_seen.filter(|before| weighed.seen.saturating_mul(2) < *before) {
        return Some(Held::Halved { seen: weighed.seen, before });
    }
    let limit = share(weighed.scope, limits.percent).max(limits.at_least).min(limits.at_most);
    if weighed.removals > limit {
        return Some(Held::Removals { removals: weighed.removals, limit });
    }
    weighed.last_complete_seen?;
    let of_changes = share(weighed.scope, limits.mass_change_percent).max(limits.at_least);
    let of_losses = share(weighed.scope, limits.mass_change_percent / 2).max(limits.at_least);
    let worst = |people: &BTreeMap<AttributeKey, i64>, limit: i64| {
        let (attribute, people) = people.iter().max_by_key(|(_, people)| **people)?;
        (*people > limit).then(|| Held::MassChange { attribute: attribute.clone(), people: *people, limit })
    };
    worst(&weighed.losses_per_attribute, of_losses).or_else(|| worst(&weighed.changes_per_attribute, of_changes))
}

fn share(of: i64, percent: i64) -> i64 {
    of.saturating_mul(percent) / 100
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(seen: i64, before: Option<i64>, scope: i64, removals: i64) -> Weighed {
        Weighed { seen, last_complete_seen: before, scope, removals, ..Weighed::default() }
    }

    fn held(weighed: &Weighed) -> Option<Held> {
        weigh(weighed, &BrakeLimits::default())
    }

    /// P31, X4, I5.
    #[test]
    fn a_run_that_would_remove_too_many_is_held() {
        assert_eq!(held(&run(0, None, 0, 0)), Some(Held::Empty));
        assert_eq!(held(&run(0, Some(100), 100, 100)), Some(Held::Empty));
        assert_eq!(held(&run(49, Some(100), 100, 51)), Some(Held::Halved { seen: 49, before: 100 }));
        assert_eq!(held(&run(50, Some(100), 40, 0)), None);
        assert_eq!(held(&run(95, Some(100), 100, 5)), None);
        assert_eq!(held(&run(94, Some(100), 100, 6)), Some(Held::Removals { removals: 6, limit: 5 }));
        assert_eq!(held(&run(980, Some(1000), 1000, 20)), None);
        assert_eq!(held(&run(979, Some(1000), 1000, 21)), Some(Held::Removals { removals: 21, limit: 20 }));
        assert_eq!(held(&run(99_499, Some(100_000), 100_000, 501)), Some(Held::Removals { removals: 501, limit: 500 }));
    }

    /// P20: a sudden drop in one attribute's fill rate is held sooner than a change of it.
    #[test]
    fn a_mass_change_of_one_attribute_is_held() {
        let key = AttributeKey::parse("phone").unwrap();
        let mut weighed = run(100, Some(100), 100, 0);
        weighed.changes_per_attribute.insert(key.clone(), 20);
        assert_eq!(held(&weighed), None);
        weighed.changes_per_attribute.insert(key.clone(), 21);
        assert_eq!(held(&weighed), Some(Held::MassChange { attribute: key.clone(), people: 21, limit: 20 }));
        weighed.losses_per_attribute.insert(key.clone(), 11);
        assert_eq!(held(&weighed), Some(Held::MassChange { attribute: key, people: 11, limit: 10 }));
        weighed.last_complete_seen = None;
        assert_eq!(held(&weighed), None);
    }
}
