//! What an edit of the policy rules would come to (T15, P8). People whom the same rules hold for are decided on alike, so the deciding is done
//! once for each kind of them and not for each person.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    api::{EffectLine, RuleEffect},
    attribute::Attribute,
    change::ChangeState,
    dn,
    id::{ChangeId, PersonId, RuleId, SourceId},
    name::AttributeKey,
    policy::{Decided, Facts, Place, closes},
};

use super::{AppError, catalogue::Catalogue, policies::Policies};
use crate::store::{Conn, kept, person, policy};

/// People who are read together.
const TOGETHER: i64 = 10_000;
/// People in the sample.
const SAMPLE: usize = 20;
/// Attributes that are told of each of them.
const EACH: usize = 5;

/// What the same rules hold for.
struct Class {
    people: i64,
    /// Whether the rule that is being written holds for them.
    is_written_for: bool,
    /// The first of them.
    sample: Vec<PersonId>,
    /// What changes for each of them, by the attribute's place in the catalogue.
    changes: BTreeMap<usize, (Decided, Decided)>,
}

/// The people by class, and the classes.
struct Classes {
    of_person: Vec<(PersonId, usize)>,
    all: Vec<Class>,
}

/// What would change from the catalogue's rules to `after`, of which one may just be written.
pub(super) async fn effect(
    conn: &mut Conn,
    catalogue: &Catalogue,
    after: &Policies,
    written: Option<RuleId>,
) -> Result<RuleEffect, AppError> {
    let place = written.and_then(|rule| after.rules.place(rule));
    let classes = classes(conn, catalogue, after, place).await?;
    let holds_for =
        place.map(|_| classes.all.iter().filter(|class| class.is_written_for).map(|class| class.people).sum());
    let mut told = RuleEffect { version: catalogue.version, holds_for, ..RuleEffect::default() };
    let mut attributes: BTreeSet<&usize> = BTreeSet::new();
    for class in classes.all.iter().filter(|class| !class.changes.is_empty()) {
        told.people += class.people;
        attributes.extend(class.changes.keys());
    }
    told.attributes = i64::try_from(attributes.len()).unwrap_or(i64::MAX);
    told.sample = sample(conn, catalogue, &classes).await?;
    count_changes(conn, catalogue, &classes, &mut told).await?;
    Ok(told)
}

async fn classes(
    conn: &mut Conn,
    catalogue: &Catalogue,
    after: &Policies,
    written: Option<usize>,
) -> Result<Classes, AppError> {
    let before = &catalogue.policies;
    let mut known: BTreeMap<(Vec<bool>, Vec<bool>), usize> = BTreeMap::new();
    let mut classes = Classes { of_person: Vec::new(), all: Vec::new() };
    let last = policy::last_person(conn).await?;
    let mut from = 0;
    while from < last {
        let rows = policy::places(conn, from, from + TOGETHER).await?;
        from += TOGETHER;
        for of_person in rows.chunk_by(|one, other| one.0 == other.0) {
            let Some(person) = of_person.first().map(|row| PersonId(row.0)) else { continue };
            let place = |(_, source, name): &policy::PlaceRow| {
                Some(Place { source: SourceId((*source)?), path: dn::path(name.as_deref()?)? })
            };
            let places: Vec<Place> = of_person.iter().filter_map(place).collect();
            let old = Facts { places: places.clone(), groups: before.groups_of(person) };
            let new = Facts { places, groups: after.groups_of(person) };
            let print = (before.rules.print(&old), after.rules.print(&new));
            let is_written_for = written.and_then(|place| print.1.get(place).copied()).unwrap_or(false);
            let class = *known.entry(print).or_insert_with(|| {
                let changes = moved(catalogue, (before, &old), (after, &new));
                classes.all.push(Class { people: 0, is_written_for, sample: Vec::new(), changes });
                classes.all.len() - 1
            });
            classes.of_person.push((person, class));
            if let Some(class) = classes.all.get_mut(class) {
                class.people += 1;
                if class.sample.len() < SAMPLE {
                    class.sample.push(person);
                }
            }
        }
    }
    Ok(classes)
}

/// What changes for somebody.
fn moved(
    catalogue: &Catalogue,
    (before, old): (&Policies, &Facts),
    (after, new): (&Policies, &Facts),
) -> BTreeMap<usize, (Decided, Decided)> {
    let each = catalogue.attributes.iter().enumerate();
    each.filter_map(|(place, stored)| {
        let (was, is) = (before.decide(old, &stored.attribute), after.decide(new, &stored.attribute));
        differs(&stored.attribute, &was, &is).then_some((place, (was, is)))
    })
    .collect()
}

/// Whether anything is another; that another rule says the same changes nothing.
fn differs(attribute: &Attribute, was: &Decided, is: &Decided) -> bool {
    let limits = |decided: &Decided| decided.limits.clone().unwrap_or_else(|| attribute.rules.clone());
    was.policy != is.policy || was.mandatory != is.mandatory || limits(was) != limits(is)
}

async fn sample(conn: &mut Conn, catalogue: &Catalogue, classes: &Classes) -> Result<Vec<EffectLine>, AppError> {
    let moving = classes.all.iter().filter(|class| !class.changes.is_empty());
    let chosen: Vec<(PersonId, &Class)> =
        moving.flat_map(|class| class.sample.iter().map(move |person| (*person, class))).take(SAMPLE).collect();
    let ids: Vec<PersonId> = chosen.iter().map(|(person, _)| *person).collect();
    let names: BTreeMap<PersonId, String> =
        person::by_ids(conn, &ids).await?.into_iter().map(|one| (one.id, one.display_name)).collect();
    let mut lines = Vec::new();
    for (person, class) in chosen {
        for (place, (before, after)) in class.changes.iter().take(EACH) {
            let Some(stored) = catalogue.attributes.get(*place) else { continue };
            lines.push(EffectLine {
                person,
                name: names.get(&person).cloned().unwrap_or_default(),
                attribute: stored.attribute.key.clone(),
                labels: stored.attribute.labels.clone(),
                before: before.clone(),
                after: after.clone(),
            });
        }
    }
    Ok(lines)
}

/// Changes that would be held, or be free again, and those that somebody else would decide on.
async fn count_changes(
    conn: &mut Conn,
    catalogue: &Catalogue,
    classes: &Classes,
    told: &mut RuleEffect,
) -> Result<(), AppError> {
    let places: BTreeMap<&AttributeKey, usize> =
        catalogue.attributes.iter().enumerate().map(|(place, stored)| (&stored.attribute.key, place)).collect();
    let mut after = 0;
    loop {
        let page = policy::waiting(conn, after, TOGETHER).await?;
        let Some(last) = page.last() else { return Ok(()) };
        after = last.id;
        let (mut closing, mut opening) = (Vec::new(), Vec::new());
        for change in &page {
            let Some((was, is)) = moves(classes, &places, change) else { continue };
            let own = change.author_person_id == Some(change.person_id);
            match (own && closes(&was.policy), own && closes(&is.policy)) {
                (false, true) => closing.push(ChangeId(change.id)),
                (true, false) => opening.push(ChangeId(change.id)),
                _ => {}
            }
            let waits = change.state == ChangeState::Pending.as_str();
            told.approvers += i64::from(waits && was.policy.approval != is.policy.approval);
        }
        let count = |all: &[ChangeId], kept: &BTreeSet<ChangeId>| {
            i64::try_from(all.iter().filter(|change| !kept.contains(change)).count()).unwrap_or(i64::MAX)
        };
        told.held += count(&closing, &kept::among(conn, &closing).await?);
        told.released += count(&opening, &kept::among(conn, &opening).await?);
    }
}

/// What changes for the person and attribute of a change.
fn moves<'c>(
    classes: &'c Classes,
    places: &BTreeMap<&AttributeKey, usize>,
    change: &policy::Waiting,
) -> Option<&'c (Decided, Decided)> {
    let person = PersonId(change.person_id);
    let at = classes.of_person.binary_search_by_key(&person, |(one, _)| *one).ok()?;
    let class = classes.all.get(classes.of_person.get(at)?.1)?;
    let key = AttributeKey::parse(&change.attribute).ok()?;
    class.changes.get(places.get(&key)?)
}
