//! A person's history in one list: what runs read, what people proposed and decided, what was exported and confirmed, newest first. Nothing of an
//! attribute that the reader may not see is in it, not even a number (P40).

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    api::{HistoryEvent, HistoryQuery, MovedValue, Page, ReportKind},
    attribute::Kind,
    change::ChangeState,
    id::{ChangeId, PersonId, RunId},
    kind,
    moment::Moment,
    name::AttributeKey,
    rights::{Act, Whose},
    value::Value,
};

use super::{App, AppError, asker::Asker, catalogue::Catalogue, names::Names, place, scope, show_change::merge_new};
use crate::store::{
    Conn,
    change::{self, Change},
    entry, history, person,
};

/// A place in the list: the moment, then which of its sources, then the number there.
type Place = (i64, i64, i64);

/// The sources of the list, as they follow each other within one moment.
const MADE: i64 = 0;
const LINE: i64 = 1;
const STEP: i64 = 2;

impl App {
    /// A page of a person's history, if the asker may see the person.
    pub(crate) async fn history(
        &self,
        asker: &Asker,
        id: PersonId,
        query: HistoryQuery,
    ) -> Result<Page<HistoryEvent>, AppError> {
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        let mut conn = self.store().read().await?;
        let whose = scope::whose(&mut conn, &catalogue, asker, id).await?;
        if !asker.can(Act::SeePerson, Some(&whose)) {
            return Err(AppError::NotFound);
        }
        let limit = place::limit(query.limit)?;
        let before = read_place(query.after.as_deref())?;
        if person::by_ids(&mut conn, &[id]).await?.is_empty() {
            return Err(AppError::NotFound);
        }
        let visible = seen(&mut conn, &catalogue, asker, &whose, query.attribute.as_ref()).await?;
        let of = history::Steps { person: id, attributes: visible.as_deref(), with_others: query.attribute.is_none() };
        let mut events: Vec<(Place, Event)> = Vec::new();
        let mut total = history::count_steps(&mut conn, of).await?;
        for line in history::lines(&mut conn, id).await? {
            let line = masked(line, visible.as_deref(), query.attribute.is_some());
            events.extend(line.map(|line| ((line.at.0, LINE, line.id), Event::Line(line))));
        }
        let made = history::made_by(&mut conn, id).await?.filter(|_| query.attribute.is_none());
        events.extend(made.map(|made| ((made.started_at, MADE, 0), Event::Made(made))));
        total += i64::try_from(events.len()).unwrap_or(i64::MAX);
        events.retain(|(place, _)| *place < before);
        // Within one moment the log's rows come first.
        let from = if before.1 == STEP { (before.0, before.2) } else { (before.0, i64::MIN) };
        let steps = history::steps(&mut conn, of, from, limit + 1).await?;
        events.extend(steps.into_iter().map(|step| ((step.at, STEP, step.sequence), Event::Step(step))));
        events.sort_by_key(|(place, _)| std::cmp::Reverse(*place));
        let next = place::cut(&mut events, limit, |((at, source, number), _)| format!("{at}.{source}.{number}"));
        let telling = Telling::load(&mut conn, &catalogue, events.iter().map(|(_, event)| event)).await?;
        let items = events.into_iter().map(|(_, event)| telling.tell(event)).collect();
        Ok(Page { items, next, total })
    }
}

/// The attributes that the reader is told of; `None` is all. Asked for a hidden one, as for an unknown one, it is none.
async fn seen(
    conn: &mut Conn,
    catalogue: &Catalogue,
    asker: &Asker,
    whose: &Whose,
    only: Option<&AttributeKey>,
) -> Result<Option<Vec<AttributeKey>>, AppError> {
    let id = whose.person;
    let sees_hidden = asker.sees_hidden(whose);
    let visible = match sees_hidden {
        true => None,
        false => Some(catalogue.visible_to(id, &entry::of_person(conn, id).await?)),
    };
    Ok(match (visible, only) {
        (visible, None) => visible,
        (Some(visible), Some(only)) => Some(visible.into_iter().filter(|key| key == only).collect()),
        (None, Some(only)) => Some(vec![only.clone()]),
    })
}

/// A line without the values that are not to be told; `None` if nothing is left that is.
fn masked(mut line: history::Line, visible: Option<&[AttributeKey]>, only_values: bool) -> Option<history::Line> {
    let had_values = !line.values.is_empty();
    if let Some(visible) = visible {
        line.values.retain(|value| visible.contains(&value.attribute));
    }
    let says_nothing = line.values.is_empty() && (only_values || (had_values && line.kind == ReportKind::Changed));
    (!says_nothing).then_some(line)
}

fn read_place(after: Option<&str>) -> Result<Place, AppError> {
    let Some(text) = after else { return Ok((i64::MAX, i64::MAX, i64::MAX)) };
    let mut parts = text.splitn(3, '.').map(|part| place::number(Some(part)));
    let mut part = || parts.next().unwrap_or_else(|| place::number(Some(""))).map(Option::unwrap_or_default);
    Ok((part()?, part()?, part()?))
}

enum Event {
    Step(history::Step),
    Line(history::Line),
    Made(history::Made),
}

/// What telling a page of events needs to know.
struct Telling<'a> {
    catalogue: &'a Catalogue,
    changes: BTreeMap<ChangeId, Change>,
    names: Names,
}

impl<'a> Telling<'a> {
    async fn load(
        conn: &mut Conn,
        catalogue: &'a Catalogue,
        events: impl Iterator<Item = &Event>,
    ) -> Result<Self, AppError> {
        let (mut ids, mut values) = (Vec::new(), Vec::new());
        for event in events {
            match event {
                Event::Step(step) => ids.extend(step.change_id.map(ChangeId)),
                Event::Line(line) => values.extend(line.values.iter().flat_map(|value| {
                    let of = |theirs: &domain::value::Theirs| (value.attribute.clone(), theirs.value().cloned());
                    [of(&value.old), of(&value.new)]
                })),
                Event::Made(_) => {}
            }
        }
        ids.sort_unstable();
        ids.dedup();
        let changes = change::by_ids(conn, &ids).await?;
        for change in &changes {
            let base = change.base.value().cloned();
            values.extend([base, merge_new(catalogue, change)].map(|value| (change.attribute.clone(), value)));
        }
        let names = names(conn, catalogue, values).await?;
        Ok(Self { catalogue, changes: changes.into_iter().map(|change| (change.id, change)).collect(), names })
    }

    fn tell(&self, event: Event) -> HistoryEvent {
        let nothing = |at, action: String| HistoryEvent {
            at,
            by: None,
            action,
            values: Vec::new(),
            source: None,
            run: None,
            change: None,
            state: None,
            said: None,
        };
        match event {
            Event::Made(made) => HistoryEvent {
                source: Some(made.source),
                run: Some(RunId(made.run_id)),
                ..nothing(Moment(made.started_at), "run.created".to_owned())
            },
            Event::Line(line) => {
                let moved = line.values.iter();
                let values = moved
                    .map(|value| self.moved(&value.attribute, value.old.value().cloned(), value.new.value().cloned()));
                HistoryEvent {
                    values: values.collect(),
                    source: Some(line.source),
                    run: Some(line.run),
                    said: line.reason,
                    ..nothing(line.at, format!("run.{}", line.kind.as_str()))
                }
            }
            Event::Step(step) => {
                let change = step.change_id.and_then(|id| self.changes.get(&ChangeId(id)));
                let state = serde_json::from_str::<serde_json::Value>(&step.detail).ok();
                let state = state.and_then(|detail| detail.get("state")?.as_str().and_then(ChangeState::parse));
                let said = change.and_then(|change| match state {
                    Some(ChangeState::Pending) => change.comment.clone(),
                    Some(ChangeState::Rejected) => change.reason.clone(),
                    _ => None,
                });
                let value = change.map(|change| {
                    self.moved(&change.attribute, change.base.value().cloned(), merge_new(self.catalogue, change))
                });
                HistoryEvent {
                    by: step.by_name,
                    values: value.into_iter().collect(),
                    change: step.change_id.map(ChangeId),
                    state: state.filter(|_| change.is_some()),
                    said,
                    ..nothing(Moment(step.at), step.action)
                }
            }
        }
    }

    fn moved(&self, key: &AttributeKey, old: Option<Value>, new: Option<Value>) -> MovedValue {
        moved_value(self.catalogue, &self.names, key, old, new)
    }
}

/// The names that values of attributes refer to.
pub(super) async fn names(
    conn: &mut Conn,
    catalogue: &Catalogue,
    values: impl IntoIterator<Item = (AttributeKey, Option<Value>)>,
) -> Result<Names, AppError> {
    let is_reference = |key: &AttributeKey| catalogue.attribute(key).is_some_and(|one| one.kind == Kind::Person);
    let referring = values.into_iter().filter(|(key, _)| is_reference(key)).filter_map(|(_, value)| value);
    let wanted: BTreeSet<String> = referring.flat_map(|value| value.texts().to_vec()).collect();
    Names::load(conn, &wanted).await
}

/// A value that became another, as pages show it.
pub(super) fn moved_value(
    catalogue: &Catalogue,
    names: &Names,
    key: &AttributeKey,
    old: Option<Value>,
    new: Option<Value>,
) -> MovedValue {
    let attribute = catalogue.attribute(key);
    let shown = |value: &Option<Value>| {
        let (attribute, value) = (attribute?, value.as_ref()?);
        match attribute.kind {
            Kind::Person => Some(names.shown(value)),
            _ => kind::shown(attribute, value, "en"),
        }
    };
    MovedValue {
        attribute: key.clone(),
        labels: attribute.map(|one| one.labels.clone()).unwrap_or_default(),
        old_shown: shown(&old),
        new_shown: shown(&new),
        old,
        new,
    }
}
