//! Setting back: what a run has changed, or a person as they were at a moment. Each value is looked at alone: what has moved on since is left and told,
//! and what is set back is an administrator's edit like any other, on record and exported where a directory has to be told. Nothing is taken out of
//! the history, so setting back can itself be set back.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    api::{AskUndo, Page, Propose, ReportKind, RunState, Undo, UndoOutcome, UndoRow, UndoSeen, UndoWhat, Undone},
    attribute::{Attribute, Authority},
    change::ChangeState,
    equality::{equivalent, identical},
    id::{ChangeId, PersonId, RunId},
    merge::{self, Origin, Past},
    moment::Moment,
    name::AttributeKey,
    policy::Editor,
    problem::{Problem, ProblemCode},
    rights::Act,
    value::{Theirs, Value},
};

use super::{
    App, AppError,
    asker::Asker,
    catalogue::Catalogue,
    history::{moved_value, names},
    place, references, scope,
    show_change::merge_new,
    standing::{Standing, open_change},
    submit::{self, Save},
    words,
};
use crate::store::{Conn, change, history, person, run};

/// Lines of a report that one page looks at.
const LINES: i64 = 200;
/// Changes of one person that are looked through.
const MOST: i64 = 10_000;

/// A value that somebody is to have again.
struct Wanted {
    person: PersonId,
    attribute: AttributeKey,
    back: Option<Value>,
    /// What the run has set, where it stands for nothing else now.
    set: Option<Theirs>,
}

impl App {
    /// What setting back would come to, a page at a time. Nothing is written.
    pub(crate) async fn preview_undo(
        &self,
        asker: &Asker,
        ask: AskUndo,
        now: Moment,
    ) -> Result<Page<UndoRow>, AppError> {
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        let mut conn = self.store().read().await?;
        may_set_back(&mut conn, &catalogue, asker, &ask.what).await?;
        let (mut wanted, next, total) = match ask.what {
            UndoWhat::Run(run) => of_run(&mut conn, run, ask.after.as_deref()).await?,
            UndoWhat::Person { person, to } => {
                let wanted = of_person(&mut conn, &catalogue, person, to).await?;
                let total = i64::try_from(wanted.len()).unwrap_or(i64::MAX);
                (wanted, None, total)
            }
        };
        if let Some(only) = &ask.attribute {
            wanted.retain(|one| one.attribute == *only);
        }
        let ids: BTreeSet<PersonId> = wanted.iter().map(|one| one.person).collect();
        let standings = Standing::load_many(&mut conn, &ids.into_iter().collect::<Vec<_>>()).await?;
        let mut weighed = Vec::with_capacity(wanted.len());
        for one in wanted {
            let Some(standing) = standings.get(&one.person) else { continue };
            if !asker.can(Act::SeePerson, Some(&catalogue.whose(asker, one.person, &standing.entries))) {
                // Who belongs to another part is not told of, not even that a run has changed them.
                continue;
            }
            let is_own = asker.person() == Some(one.person);
            let attribute = catalogue.attribute(&one.attribute);
            if is_own && attribute.is_some_and(|one| !standing.own(&catalogue, one).policy.visible) {
                // Nobody is told what is hidden of themselves.
                continue;
            }
            if let Some((now, outcome, problems)) = weigh(&mut conn, &catalogue, asker, standing, &one, now).await? {
                weighed.push((standing.person.display_name.clone(), one, now, outcome, problems));
            }
        }
        let values = weighed
            .iter()
            .flat_map(|(_, one, now, ..)| [now, &one.back].map(|value| (one.attribute.clone(), value.clone())));
        let names = names(&mut conn, &catalogue, values.collect::<Vec<_>>()).await?;
        let items = weighed.into_iter().map(|(person_name, one, now, outcome, problems)| {
            let value = moved_value(&catalogue, &names, &one.attribute, now, one.back);
            UndoRow { person: one.person, person_name, value, outcome, problems }
        });
        Ok(Page { items: items.collect(), next, total })
    }

    /// Sets back values that were looked at, each if it is still as it was then.
    pub(crate) async fn undo(&self, asker: &Asker, undo: Undo, now: Moment) -> Result<Undone, AppError> {
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        may_set_back(&mut self.store().read().await?, &catalogue, asker, &undo.what).await?;
        if undo.rows.is_empty() || undo.rows.len() > 200 {
            return Err(AppError::BadRequest("`rows` has 1 to 200 of them".to_owned()));
        }
        let reason = words::said("reason", undo.reason.as_deref(), 1000)?;
        let people: BTreeSet<PersonId> = undo.rows.iter().map(|row| row.person).collect();
        if let UndoWhat::Person { person, .. } = undo.what
            && people.iter().any(|other| *other != person)
        {
            return Err(AppError::BadRequest("`rows` name somebody else than the person who is set back".to_owned()));
        }
        let asker = asker.clone();
        self.store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move {
                    let people: Vec<PersonId> = people.into_iter().collect();
                    person::lock(conn, &people).await?;
                    let mut outcomes: Vec<UndoOutcome> = vec![UndoOutcome::Moved; undo.rows.len()];
                    for id in people {
                        let rows = undo.rows.iter().enumerate().filter(|(_, row)| row.person == id).collect();
                        set_back(conn, &catalogue, &asker, (id, rows, reason.as_deref()), &mut outcomes, now).await?;
                    }
                    let set_back = outcomes.iter().filter(|one| **one == UndoOutcome::SetBack).count();
                    let mut row = match undo.what {
                        UndoWhat::Run(_) => asker.actor().audit(now, "undo.run"),
                        UndoWhat::Person { .. } => asker.actor().audit(now, "undo.person"),
                    };
                    let left = outcomes.len() - set_back;
                    row.detail = match undo.what {
                        UndoWhat::Run(run) => serde_json::json!({ "run": run, "set_back": set_back, "left": left }),
                        UndoWhat::Person { person, to } => {
                            row.person = Some(person);
                            serde_json::json!({ "moment": to, "set_back": set_back, "left": left })
                        }
                    };
                    conn.audit(row);
                    Ok(Undone { outcomes })
                })
            })
            .await
    }
}

/// Goes on only if the asker may set this back: a person whom they administer, or a run, which may have changed anybody.
async fn may_set_back(conn: &mut Conn, catalogue: &Catalogue, asker: &Asker, what: &UndoWhat) -> Result<(), AppError> {
    match what {
        UndoWhat::Person { person, .. } => scope::may_about(conn, catalogue, asker, Act::EditAnything, *person).await,
        UndoWhat::Run(_) if asker.can_everywhere(Act::EditAnything) => Ok(()),
        UndoWhat::Run(_) => Err(AppError::NeedsEverywhere(
            "a run may have changed anybody, so it is set back by an administrator whose role holds everywhere; set back the people of your part one by one, from their histories",
        )),
    }
}

/// The values of a page of a run's report.
async fn of_run(
    conn: &mut Conn,
    id: RunId,
    after: Option<&str>,
) -> Result<(Vec<Wanted>, Option<String>, i64), AppError> {
    let stored = run::by_id(conn, id).await?.ok_or(AppError::NotFound)?;
    if matches!(stored.run.state, RunState::Running | RunState::Held | RunState::Discarded) {
        let why = "this run has changed nobody; only what a run has done can be set back, once it has ended";
        return Err(AppError::Conflict(why.to_owned()));
    }
    let after = place::number(after)?.unwrap_or(0);
    let total = run::count_lines(conn, id, None).await?;
    let mut lines = run::lines(conn, id, None, after, LINES + 1).await?;
    let next = place::cut(&mut lines, LINES, |(number, _)| number.to_string());
    let mut wanted = Vec::new();
    for (_, line) in lines {
        let Some(person) = line.person else { continue };
        // What became of a change is not a value that the run has set.
        if matches!(line.kind, ReportKind::Confirmed | ReportKind::Conflict | ReportKind::Created) {
            continue;
        }
        let moved = line.values.into_iter().filter(|value| value.old != Theirs::NotRead);
        wanted.extend(moved.map(|value| Wanted {
            person,
            attribute: value.attribute,
            back: value.old.value().cloned(),
            set: Some(value.new),
        }));
    }
    Ok((wanted, next, total))
}

/// The values of a person that were others at a moment.
async fn of_person(conn: &mut Conn, catalogue: &Catalogue, id: PersonId, to: Moment) -> Result<Vec<Wanted>, AppError> {
    let standing = Standing::load(conn, id).await?.ok_or(AppError::NotFound)?;
    let mut moves: BTreeMap<AttributeKey, Vec<(Moment, Theirs)>> = BTreeMap::new();
    for line in history::lines(conn, id).await?.into_iter().rev() {
        for value in line.values {
            // Of several directories only the one whose word counts is told of.
            let leads = standing.entry_of(catalogue, &value.attribute).map(|entry| entry.source);
            if leads.is_some_and(|leads| catalogue.sources.get(&leads) == Some(&line.source)) {
                moves.entry(value.attribute).or_default().push((line.at, value.old));
            }
        }
    }
    let mut steps: BTreeMap<ChangeId, Vec<(Moment, ChangeState)>> = BTreeMap::new();
    for (change, at, detail) in history::states(conn, id).await? {
        let detail = serde_json::from_str::<serde_json::Value>(&detail).ok();
        let state = detail.and_then(|detail| detail.get("state")?.as_str().and_then(ChangeState::parse));
        steps.entry(change).or_default().extend(state.map(|state| (at, state)));
    }
    let mut pasts: BTreeMap<AttributeKey, Vec<Past>> = BTreeMap::new();
    for change in change::of_person(conn, id, (None, None), i64::MAX, MOST).await?.into_iter().rev() {
        let steps = steps.remove(&change.id).unwrap_or_default();
        pasts.entry(change.attribute.clone()).or_default().push(Past { change: open_change(&change), steps });
    }
    let mut wanted = Vec::new();
    for stored in &catalogue.attributes {
        let key = &stored.attribute.key;
        let own = standing.own(catalogue, &stored.attribute);
        let moves = moves.get(key).map_or(&[][..], Vec::as_slice);
        let pasts = pasts.get(key).map_or(&[][..], Vec::as_slice);
        let back = merge::as_of(&own, standing.theirs(catalogue, key), moves, pasts, to).value;
        if !identical(back.as_ref(), standing.effective(catalogue, &stored.attribute).value.as_ref()) {
            wanted.push(Wanted { person: id, attribute: key.clone(), back, set: None });
        }
    }
    Ok(wanted)
}

/// The value now, and what would become of it; `None` where there is no such attribute any more.
async fn weigh(
    conn: &mut Conn,
    catalogue: &Catalogue,
    asker: &Asker,
    standing: &Standing,
    one: &Wanted,
    moment: Moment,
) -> Result<Option<(Option<Value>, UndoOutcome, Vec<Problem>)>, AppError> {
    let Some(attribute) = catalogue.attribute(&one.attribute) else { return Ok(None) };
    let effective = standing.effective(catalogue, attribute);
    let now = effective.value;
    if stands(catalogue, standing, attribute, now.as_ref(), one.back.as_ref()) {
        return Ok(Some((now, UndoOutcome::Stands, Vec::new())));
    }
    if let Some(set) = &one.set {
        let is_local = standing.own(catalogue, attribute).policy.authority == Authority::Local;
        let said = standing.theirs(catalogue, &one.attribute);
        let is_as_set = effective.from == Origin::Directory && equivalent(attribute, said.value(), set.value());
        if is_local || !is_as_set {
            return Ok(Some((now, UndoOutcome::Moved, Vec::new())));
        }
    }
    let problems = refusal(conn, catalogue, asker, standing, (&one.attribute, one.back.as_ref()), moment).await?;
    let outcome = if problems.is_empty() { UndoOutcome::SetBack } else { UndoOutcome::Refused };
    Ok(Some((now, outcome, problems)))
}

/// Whether the earlier value is there, or on its way.
fn stands(
    catalogue: &Catalogue,
    standing: &Standing,
    attribute: &Attribute,
    now: Option<&Value>,
    back: Option<&Value>,
) -> bool {
    let open = standing.changes.iter().filter(|change| change.attribute == attribute.key && change.state.is_open());
    match open.max_by_key(|change| change.id) {
        Some(change) if change.state != ChangeState::Conflict => identical(merge_new(catalogue, change).as_ref(), back),
        _ => identical(now, back),
    }
}

/// What keeps an administrator from setting the value.
async fn refusal(
    conn: &mut Conn,
    catalogue: &Catalogue,
    asker: &Asker,
    standing: &Standing,
    (key, back): (&AttributeKey, Option<&Value>),
    now: Moment,
) -> Result<Vec<Problem>, AppError> {
    if !asker.can(Act::EditAnything, Some(&catalogue.whose(asker, standing.person.id, &standing.entries))) {
        return Ok(vec![Problem::new(ProblemCode::Locked)]);
    }
    match submit::check_one(catalogue, standing, (Editor::Admin, false), key.as_str(), back, now) {
        Ok(wish) => {
            Ok(references::resolve(conn, standing, wish, Some(asker.who.account)).await?.err().unwrap_or_default())
        }
        Err(problems) => Ok(problems),
    }
}

/// Sets back the values of one person that are as they were seen, and may be.
async fn set_back(
    conn: &mut Conn,
    catalogue: &Catalogue,
    asker: &Asker,
    (id, rows, reason): (PersonId, Vec<(usize, &UndoSeen)>, Option<&str>),
    outcomes: &mut [UndoOutcome],
    now: Moment,
) -> Result<(), AppError> {
    let Some(standing) = Standing::load(conn, id).await? else { return Ok(()) };
    let mut values = BTreeMap::new();
    for (place, row) in rows {
        let Some(attribute) = catalogue.attribute(&row.attribute) else { continue };
        let value = standing.effective(catalogue, attribute).value;
        let outcome = if stands(catalogue, &standing, attribute, value.as_ref(), row.back.as_ref()) {
            UndoOutcome::Stands
        } else if !identical(value.as_ref(), row.now.as_ref()) {
            UndoOutcome::Moved
        } else if refusal(conn, catalogue, asker, &standing, (&row.attribute, row.back.as_ref()), now).await?.is_empty()
        {
            values.insert(row.attribute.to_string(), row.back.clone());
            UndoOutcome::SetBack
        } else {
            UndoOutcome::Refused
        };
        if let Some(told) = outcomes.get_mut(place) {
            *told = outcome;
        }
    }
    if values.is_empty() {
        return Ok(());
    }
    let propose =
        Propose { values, suggest: BTreeSet::new(), filled: BTreeMap::new(), comment: reason.map(str::to_owned) };
    let save = Save { person: id, version: standing.person.version, propose, idempotency_key: None };
    submit::store(conn, catalogue, asker, Editor::Admin, save, now).await
}
