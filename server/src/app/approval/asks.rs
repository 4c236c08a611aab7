//! What changes ask, of whom, and whether the asker is among them: loaded for many at once, worked out for each.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

use domain::{
    approval::{self, Asked, Capacity, Level, Mine},
    attribute::Attribute,
    change::ChangeState,
    id::{ChangeId, PersonId},
    rights::{Act, Scope, Whose},
};

use super::{Around, mine};
use crate::{
    app::{AppError, asker::Asker, catalogue::Catalogue, show_change::merge_new},
    store::{
        Conn,
        approval::{self as stored, Stage},
        change::Change,
        entry::Entry,
        person,
    },
};

/// What changes ask, and of whom.
#[derive(Debug, Default)]
pub(in crate::app) struct Approvals {
    mine: Mine,
    asker: Option<Asker>,
    given: BTreeMap<ChangeId, Vec<String>>,
    stages: BTreeMap<ChangeId, Stage>,
    pub(super) around: Around,
    /// The names of those for whom the asker stands in.
    pub(super) absent: BTreeMap<PersonId, String>,
}

/// What one change waits for.
#[derive(Clone, Debug)]
pub(in crate::app) struct Waits {
    /// The level; `None` where nobody is asked any more, and so the manager or an administrator may let it pass.
    pub(in crate::app) level: Option<Level>,
    /// Its place among those that are asked, from 1, and how many are.
    pub(in crate::app) place: (usize, usize),
    pub(in crate::app) asked: Asked,
    /// Of whom it is, for deciding on rights.
    whose: Whose,
    /// Whether the asker administers that person.
    is_admin: bool,
}

impl Approvals {
    /// Loads it for these changes, of people with these entries; without an asker nobody may decide.
    pub(in crate::app) async fn load<'c>(
        conn: &mut Conn,
        catalogue: &Catalogue,
        asker: Option<&Asker>,
        changes: impl Iterator<Item = &'c Change>,
        entries: &BTreeMap<PersonId, &[Entry]>,
    ) -> Result<Self, AppError> {
        let (ids, keys): (Vec<ChangeId>, BTreeSet<_>) = changes.map(|one| (one.id, &one.attribute)).unzip();
        if ids.is_empty() {
            return Ok(Self::default());
        }
        let attributes: Vec<&Attribute> = keys.into_iter().filter_map(|key| catalogue.attribute(key)).collect();
        let mine = match asker {
            Some(asker) => mine(conn, catalogue, asker).await?,
            None => Mine::default(),
        };
        let given = stored::given(conn, &ids).await?;
        let stages = stored::stages(conn, &ids).await?;
        let around = Around::load(conn, catalogue, &attributes, entries).await?;
        let absent: Vec<PersonId> = mine.stands_in_for.iter().map(|(person, _)| *person).collect();
        let absent = if absent.is_empty() { Vec::new() } else { person::by_ids(conn, &absent).await? };
        let absent = absent.into_iter().map(|one| (one.id, one.display_name)).collect();
        Ok(Self { mine, asker: asker.cloned(), given, stages, around, absent })
    }

    /// What a change waits for.
    pub(in crate::app) fn waits(&self, catalogue: &Catalogue, change: &Change, entries: &[Entry]) -> Waits {
        let timeouts = self.stages.get(&change.id).map_or(0, |stage| stage.timeouts);
        self.waits_after(catalogue, change, entries, timeouts)
    }

    /// The same after so many times that nobody decided in time.
    pub(super) fn waits_after(
        &self,
        catalogue: &Catalogue,
        change: &Change,
        entries: &[Entry],
        timeouts: u32,
    ) -> Waits {
        // What stands against another value is decided on from the first level on.
        let is_anew = change.state == ChangeState::Conflict;
        let given = self.given.get(&change.id).filter(|_| !is_anew).map_or(&[][..], Vec::as_slice);
        let levels = levels(catalogue, change, entries);
        let of = levels.len();
        let at = approval::stand(levels.into_iter().map(Cow::Owned).collect(), given);
        let level = at.as_ref().map_or_else(Level::manager, |at| at.level.as_ref().clone());
        let asked = self.asked(catalogue, change, entries, &level, timeouts);
        let whose = self
            .asker
            .as_ref()
            .map_or_else(|| Whose::person(change.person), |asker| catalogue.whose(asker, change.person, entries));
        Waits {
            place: at.as_ref().map_or((of, of), |at| (at.place, at.of)),
            level: at.map(|_| level),
            asked,
            is_admin: self.administers(&whose),
            whose,
        }
    }

    /// As what the asker may decide on a change; an administrator settles every conflict.
    pub(in crate::app) fn capacity(&self, change: &Change, waits: &Waits) -> Option<Capacity> {
        let is_settled = change.state == ChangeState::Conflict && waits.is_admin;
        let mine = Mine { is_admin: waits.is_admin, ..self.mine.clone() };
        waits.asked.capacity(&mine).or(is_settled.then_some(Capacity::Admin))
    }

    /// The same, if the asker may decide on this very change: not on their own, also where it is decided on with others (P44).
    pub(super) fn may(&self, change: &Change, waits: &Waits) -> Option<Capacity> {
        let may = |asker: &Asker| asker.can(Act::Decide, Some(&self.whose(change, waits)));
        self.capacity(change, waits).filter(|_| self.asker.as_ref().is_some_and(may))
    }

    /// Whose change it is, for deciding on rights.
    pub(in crate::app) fn whose(&self, change: &Change, waits: &Waits) -> Whose {
        let capacity = self.capacity(change, waits);
        Whose {
            author: Some(change.author),
            asks_reader: capacity.is_some_and(|capacity| capacity != Capacity::Admin),
            asks_admins: capacity == Some(Capacity::Admin),
            ..waits.whose.clone()
        }
    }

    /// Whether any of a change's levels, passed or not, asks the asker: then they may know what became of it.
    pub(in crate::app) fn concerns(&self, catalogue: &Catalogue, change: &Change, entries: &[Entry]) -> bool {
        let levels = levels(catalogue, change, entries);
        let asked = |level: &Level| self.asked(catalogue, change, entries, level, u32::MAX);
        let is_admin =
            self.asker.as_ref().is_some_and(|asker| self.administers(&catalogue.whose(asker, change.person, entries)));
        let mine = Mine { is_admin, ..self.mine.clone() };
        levels.iter().any(|level| asked(level).capacity(&mine).is_some())
    }

    /// Whether the asker is an administrator of somebody.
    fn administers(&self, whose: &Whose) -> bool {
        self.asker.as_ref().is_some_and(|asker| match asker.who.reach(Act::Decide) {
            Scope::Everywhere => true,
            scope => !scope.is_nowhere() && scope.covers(&whose.facts),
        })
    }

    /// Whom a level asks. What employees do not see, administrators alone decide on.
    fn asked(&self, catalogue: &Catalogue, change: &Change, entries: &[Entry], level: &Level, timeouts: u32) -> Asked {
        let is_seen = catalogue
            .attribute(&change.attribute)
            .is_some_and(|one| catalogue.own(change.person, entries, one).policy.visible);
        // Nor do others decide on what somebody suggests of what is locked for them.
        if !is_seen || change.suggested_at.is_some() {
            return approval::asked(
                &Level::admins(),
                0,
                &barred(change),
                &Around::default().of(catalogue, change.person, entries),
            );
        }
        let circles = self.around.of(catalogue, change.person, entries);
        approval::asked(level, timeouts, &barred(change), &circles)
    }

    /// Notes that a level was passed, for what is worked out later in the same act.
    pub(in crate::app) fn pass(&mut self, change: ChangeId, level: String) {
        self.given.entry(change).or_default().push(level);
        self.stages.remove(&change);
    }

    /// The name of somebody in whose place the asker decides.
    pub(in crate::app) fn absent_name(&self, person: PersonId) -> Option<String> {
        self.absent.get(&person).cloned()
    }

    pub(super) fn stage(&self, change: ChangeId) -> Option<Stage> {
        self.stages.get(&change).copied()
    }
}

/// The levels that a change's policy asks now; of one in conflict, as it would stand against the directory's new value.
fn levels(catalogue: &Catalogue, change: &Change, entries: &[Entry]) -> Vec<Level> {
    let Some(attribute) = catalogue.attribute(&change.attribute) else { return Vec::new() };
    if change.suggested_at.is_some() {
        return vec![Level::admins()];
    }
    let old = match (&change.theirs, change.state) {
        (Some(theirs), ChangeState::Conflict) => theirs.value(),
        _ => change.base.value(),
    };
    let new = merge_new(catalogue, change);
    let own = catalogue.own(change.person, entries, attribute);
    approval::levels(&own, old, new.as_ref()).into_iter().map(Cow::into_owned).collect()
}

/// Whether nobody is asked about a change of a person with these entries.
pub(in crate::app) fn asks_nobody(catalogue: &Catalogue, change: &Change, entries: &[Entry]) -> bool {
    levels(catalogue, change, entries).is_empty()
}

/// Who never decides on a change.
fn barred(change: &Change) -> Vec<PersonId> {
    std::iter::once(change.person).chain(change.author_person).collect()
}
