//! Where somebody's roles hold: of whom they may do something, for one person with where that person is, and for lists as a condition of SQL.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    change::ChangeState,
    id::{ChangeId, PersonId},
    name::AttributeKey,
    rights::{Act, Scope, Whose},
};

use super::{
    App, AppError,
    approval::{Tokens, mine},
    asker::Asker,
    catalogue::Catalogue,
};
use crate::store::{
    Conn, approval, change,
    entry::{self, Entry},
    within::{self, Within},
};

impl Asker {
    /// Whether the asker may do this of everybody, and of what is not about anybody.
    pub(crate) fn can_everywhere(&self, act: Act) -> bool {
        self.who.reach(act) == Scope::Everywhere
    }

    /// Of whom the asker may do this, for reading lists.
    pub(crate) async fn within(&self, conn: &mut Conn, act: Act) -> Result<Within, AppError> {
        Ok(Within::of(conn, &self.who.reach(act)).await?)
    }
}

impl Catalogue {
    /// A person with these entries, as whom rights are asked about.
    pub(super) fn whose(&self, asker: &Asker, person: PersonId, entries: &[Entry]) -> Whose {
        let whose = Whose::person(person);
        // Where they are matters to nobody whose roles hold everywhere.
        if asker.who.is_scoped() { whose.at(self.policies.facts(person, entries)) } else { whose }
    }
}

impl Asker {
    /// Whether the asker sees what is hidden of a person. Of themselves nobody does, whatever their roles (I7).
    pub(super) fn sees_hidden(&self, whose: &Whose) -> bool {
        self.can(Act::SeeHidden, Some(whose)) && self.person() != Some(whose.person)
    }
}

/// The attributes that are hidden from the asker about themselves: whatever their roles, no list tells them of these (I7).
pub(super) async fn hidden_from_asker(
    conn: &mut Conn,
    catalogue: &Catalogue,
    asker: &Asker,
) -> Result<Vec<AttributeKey>, AppError> {
    let Some(person) = asker.person() else { return Ok(Vec::new()) };
    let seen = catalogue.seen_by_all();
    let mut keys = catalogue.attributes.iter().map(|stored| &stored.attribute.key);
    if keys.all(|key| seen.contains(key)) {
        return Ok(Vec::new());
    }
    let visible = catalogue.visible_to(person, &entry::of_person(conn, person).await?);
    let keys = catalogue.attributes.iter().map(|stored| &stored.attribute.key);
    Ok(keys.filter(|key| !visible.contains(key)).cloned().collect())
}

/// A person whose entries are not at hand, as whom rights are asked about.
pub(super) async fn whose(
    conn: &mut Conn,
    catalogue: &Catalogue,
    asker: &Asker,
    person: PersonId,
) -> Result<Whose, AppError> {
    if !asker.who.is_scoped() {
        return Ok(Whose::person(person));
    }
    Ok(catalogue.whose(asker, person, &entry::of_person(conn, person).await?))
}

/// Goes on only if the asker may do `act` about this person; whoever may not even see them is told that there is nobody.
pub(super) async fn may_about(
    conn: &mut Conn,
    catalogue: &Catalogue,
    asker: &Asker,
    act: Act,
    person: PersonId,
) -> Result<(), AppError> {
    let whose = whose(conn, catalogue, asker, person).await?;
    if !asker.can(Act::SeePerson, Some(&whose)) {
        return Err(AppError::NotFound);
    }
    asker.may(act, Some(&whose))
}

/// Refuses a call that names people of whom the asker may not do this, whole and with their ids. To whoever may of everybody nobody is outside.
pub(super) async fn refuse_outside(
    conn: &mut Conn,
    asker: &Asker,
    act: Act,
    people: &[PersonId],
) -> Result<(), AppError> {
    let within = asker.within(conn, act).await?;
    if within.is_everywhere() {
        return Ok(());
    }
    let outside = within::outside(conn, &within, people).await?;
    if outside.is_empty() {
        return Ok(());
    }
    Err(AppError::OutOfScope { outside: outside.into_iter().map(|person| person.0).collect() })
}

impl App {
    /// Refuses a call that names changes on which the asker, whose roles hold within a part, may not decide there, whole and with their ids (SEC9). Those
    /// that ask the asker as who they are, or in somebody's place, are judged one by one, as for everybody.
    pub(super) async fn refuse_changes_outside(&self, asker: &Asker, changes: &[ChangeId]) -> Result<(), AppError> {
        let reach = asker.who.reach(Act::Decide);
        if reach == Scope::Everywhere || reach.is_nowhere() {
            return Ok(());
        }
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        let mut conn = self.store().read().await?;
        let tokens = Tokens::of(&mine(&mut conn, &catalogue, asker).await?);
        let asking = approval::that_ask(&mut conn, changes, &tokens.0).await?;
        let within = Within::of(&mut conn, &reach).await?;
        let mut known: BTreeMap<ChangeId, (PersonId, bool)> = BTreeMap::new();
        let waits = |state: ChangeState| matches!(state, ChangeState::Pending | ChangeState::Conflict);
        for chunk in changes.chunks(1000) {
            let some = change::by_ids(&mut conn, chunk).await?;
            known.extend(some.iter().map(|change| (change.id, (change.person, waits(change.state)))));
        }
        known.retain(|change, _| !asking.contains(change));
        let people: Vec<PersonId> = known.values().filter_map(|(person, waits)| waits.then_some(*person)).collect();
        let outside = within::outside(&mut conn, &within, &people).await?;
        // Whom a change asked that somebody else has decided on is not known any more: it is judged by itself.
        let is_in =
            |change: &&ChangeId| known.get(change).is_some_and(|(person, waits)| !waits || !outside.contains(person));
        let others = changes.iter().filter(|change| !asking.contains(change));
        let outside: BTreeSet<i64> = others.filter(|change| !is_in(change)).map(|change| change.0).collect();
        if outside.is_empty() { Ok(()) } else { Err(AppError::OutOfScope { outside: outside.into_iter().collect() }) }
    }
}
