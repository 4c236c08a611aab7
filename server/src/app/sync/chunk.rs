//! Applying one chunk of entries inside the caller's transaction: people are made, renamed, blocked and brought back, values follow the
//! directory, and the report says what moved.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

use domain::{
    api::{BlockReason, FindingKind, ReportKind, ReportLine, ReportValue, RunCounts},
    attribute::{Attribute, Authority},
    id::PersonId,
    leaving::WhenGone,
    name::AttributeKey,
    plan::{self as planning, Found, Holder, Linked, Quarantined, Step},
    seats::Seats,
    text::fold,
    value::Theirs,
};

use super::{
    Context, findings, leads,
    take_in::latest,
    words::{Holders, line, name_in_words, reason_in_words, renamed_in_words},
    writes::Writes,
};
use crate::{
    app::{AppError, names, reports, seats, standing},
    store::{
        Conn,
        entry::{self, Entry, ReadBy},
        finding,
        person::{self, Person},
        received::Received,
        stage::Staged,
        username,
    },
};

/// Applies entries; adds to `counts` what happened.
pub(super) async fn apply(
    conn: &mut Conn,
    context: &Context,
    staged: Vec<Staged>,
    counts: &mut RunCounts,
) -> Result<(), AppError> {
    let mut writes = plan(conn, context, staged, counts, None).await?;
    findings::add_duplicates(conn, context, &mut writes, counts).await?;
    writes.carry_out(conn, context).await
}

/// What applying entries would write and tell; `dry` are the people who would have given their user names up by then, and nothing is written.
pub(super) async fn plan(
    conn: &mut Conn,
    context: &Context,
    staged: Vec<Staged>,
    counts: &mut RunCounts,
    dry: Option<&BTreeSet<PersonId>>,
) -> Result<Writes, AppError> {
    let (mut found, sent): (Vec<Found>, Vec<(u128, String)>) =
        latest(staged).into_iter().map(|one| (one.found, (one.hash, one.received))).unzip();
    let ids: Vec<&str> = found.iter().map(|one| one.id.as_str()).collect();
    let known = entry::by_external_ids(conn, context.source, &ids).await?;
    let known: BTreeMap<String, Entry> = known.into_iter().map(|entry| (entry.external_id.clone(), entry)).collect();
    let people = people_of(conn, &known).await?;
    let mut linked: BTreeMap<String, Linked> = known
        .values()
        .filter_map(|entry| Some((entry.external_id.clone(), linked(entry, people.get(&entry.person)?))))
        .collect();
    let all: Vec<PersonId> = people.keys().copied().collect();
    let led = leads::followers(conn, context, &all).await?;
    for one in &mut found {
        let Some(linked) = linked.get_mut(&one.id).filter(|linked| led.contains(&linked.person)) else { continue };
        one.username.clone_from(&linked.wanted_username);
        (one.disabled, linked.blocked_by_directory, linked.is_away) = (false, None, false);
    }
    let wanted: BTreeSet<String> = found.iter().filter_map(|one| one.username.as_deref().map(fold)).collect();
    let wanted: Vec<String> = wanted.into_iter().collect();
    let mut holders: BTreeMap<String, PersonId> = username::holders(conn, &wanted).await?.into_iter().collect();
    if let Some(free) = dry {
        holders.retain(|_, holder| !free.contains(holder));
    }
    let mut steps = planning::plan(&found, &linked, &holders, context.leaving);
    for (found, step) in found.iter().zip(&mut steps) {
        still_collides(found, step, &people, &holders);
    }
    let words = Holders::load(conn, &steps).await?;
    let creates = steps.iter().filter(|step| matches!(step, Step::Create { .. })).count();
    let mut next_id = match dry {
        None if creates > 0 => person::take_ids(conn, i64::try_from(creates).unwrap_or(i64::MAX)).await?,
        _ => 0,
    };
    let comes_in = |step: &Step| matches!(step, Step::Create { .. } | Step::Update { returned: true, .. });
    let mut seats = seats::seats(conn, context.seats.filter(|_| steps.iter().any(comes_in))).await?;
    let looked_at = found.iter().map(|one| one.id.clone()).collect();
    let mut writes = Writes { looked_at, ..Writes::default() };
    for ((found, (hash, attributes)), step) in found.into_iter().zip(sent).zip(steps) {
        let one = Staged { found, hash, received: String::new() };
        if is_kept(&step, context) && !attributes.is_empty() {
            writes.received.push(Received { external_id: one.found.id.clone(), attributes });
        }
        match step {
            Step::Create { block: Some(_), .. } if context.without_disabled => counts.left_out += 1,
            Step::Create { username, block } => {
                // Whoever comes when no seat is free waits for one.
                let block = block.or_else(|| (!seats.take()).then_some(BlockReason::NoSeat));
                let id = PersonId(next_id);
                next_id += 1;
                if dry.is_some() {
                    writes.lines.push(would_create(&one));
                }
                create(context, one, id, username, block, &mut writes, counts);
            }
            Step::Quarantine { reason } => {
                counts.skipped += 1;
                if let Quarantined::UsernameTaken { holder, .. } = &reason {
                    writes.found.push(taken(context, &one, None, holder, words.quarantine(&reason)));
                }
                writes.lines.push(line(ReportKind::Skipped, None, &one.found.dn, Some(words.quarantine(&reason))));
            }
            Step::Unchanged { .. } => {
                // Only how it came over the wire moved: the hash is kept, so that next time not even this is looked at.
                if let Some(entry) = known.get(&one.found.id) {
                    writes.entries.push(Entry { hash: one.hash, absent_at: None, ..entry.clone() });
                }
                counts.unchanged += 1;
            }
            mut update @ Step::Update { .. } => {
                if let Some(entry) = known.get(&one.found.id)
                    && let Some(person) = people.get(&entry.person)
                {
                    wait_for_seat(&mut update, person, &mut seats);
                    follow(context, one, (entry, person), update, &words, &mut writes, counts);
                }
            }
        }
    }
    Ok(writes)
}

/// Whether there is an entry's row after a step, beside which it can be kept as it was sent.
fn is_kept(step: &Step, context: &Context) -> bool {
    match step {
        Step::Create { block, .. } => block.is_none() || !context.without_disabled,
        Step::Quarantine { .. } => false,
        Step::Unchanged { .. } | Step::Update { .. } => true,
    }
}

/// Whoever is back when no seat is free waits for one, as a newcomer does.
fn wait_for_seat(step: &mut Step, person: &Person, seats: &mut Seats) {
    let Step::Update { returned: returned @ true, block, .. } = step else { return };
    let comes_in = person.blocked().is_some() && person.blocked_by_admin.is_none();
    if comes_in && !seats.take() {
        (*returned, *block) = (false, Some(BlockReason::NoSeat));
    }
}

/// That somebody else holds an entry's user name, as a finding.
fn taken(context: &Context, one: &Staged, person: Option<PersonId>, holder: &Holder, reason: String) -> finding::Found {
    finding::Found {
        source: context.source,
        external_id: one.found.id.clone(),
        kind: FindingKind::UsernameTaken,
        person,
        other: match holder {
            Holder::Person(other) => Some(*other),
            Holder::Entry(_) => None,
        },
        dn: one.found.dn.clone(),
        username: one.found.username.clone(),
        shared: Vec::new(),
        reason,
        hash: one.hash,
    }
}

/// The line of a person who would be made.
fn would_create(one: &Staged) -> ReportLine {
    let read = |(key, said): (&AttributeKey, &Theirs)| {
        said.value().map(|_| ReportValue { attribute: key.clone(), old: Theirs::NotRead, new: said.clone() })
    };
    let values = one.found.values.iter().filter_map(read).collect();
    ReportLine { values, ..line(ReportKind::Created, None, &one.found.dn, None) }
}

/// Somebody whose entry is as last time but whose user name somebody else still holds is told of in every run, for as long as it lasts.
fn still_collides(
    found: &Found,
    step: &mut Step,
    people: &BTreeMap<PersonId, Person>,
    holders: &BTreeMap<String, PersonId>,
) {
    let Step::Unchanged { person: id } = *step else { return };
    let (Some(person), Some(wanted)) = (people.get(&id), planning::folded(found.username.as_ref())) else { return };
    let holder = holders.get(&wanted).filter(|holder| **holder != id && person.blocked().is_none());
    if let Some(holder) = holder {
        *step = Step::Update {
            person: id,
            values: Vec::new(),
            renamed: None,
            returned: false,
            block: None,
            collides_with: Some(Holder::Person(*holder)),
            username: person.username.clone(),
        };
    }
}

async fn people_of(conn: &mut Conn, known: &BTreeMap<String, Entry>) -> Result<BTreeMap<PersonId, Person>, AppError> {
    if known.is_empty() {
        return Ok(BTreeMap::new());
    }
    let ids: Vec<PersonId> = known.values().map(|entry| entry.person).collect();
    person::lock(conn, &ids).await?;
    Ok(person::by_ids(conn, &ids).await?.into_iter().map(|person| (person.id, person)).collect())
}

fn linked(entry: &Entry, person: &Person) -> Linked {
    Linked {
        person: person.id,
        dn: entry.dn.clone(),
        username: person.username.clone(),
        wanted_username: person.wanted_username.clone(),
        blocked_by_directory: person.blocked_by_directory.map(|(_, reason)| reason),
        is_away: entry.absent_at.is_some(),
        values: entry.theirs.clone(),
    }
}

fn create(
    context: &Context,
    one: Staged,
    id: PersonId,
    username: Option<String>,
    block: Option<BlockReason>,
    writes: &mut Writes,
    counts: &mut RunCounts,
) {
    let found = &one.found;
    let own = |attribute: &Attribute| context.catalogue.of_newcomer(context.source, &found.dn, attribute);
    let value = |attribute: &Attribute| match own(attribute) {
        Authority::Local => None,
        _ => found.values.get(&attribute.key).and_then(Theirs::value).map(Cow::Borrowed),
    };
    let shown = standing::shown(&context.catalogue, found.username.as_deref(), Some(&found.dn), value);
    let read = ReadBy { run: context.run, at: context.began_at.0 };
    counts.created += 1;
    if let Some(reason) = block {
        counts.blocked += 1;
        writes.lines.push(line(ReportKind::Blocked, Some(id), &shown.display_name, Some(reason_in_words(reason))));
    }
    writes.people.push(Person {
        id,
        username: username.filter(|_| block.is_none()),
        wanted_username: one.found.username.clone(),
        display_name: shown.display_name,
        search: shown.search,
        filled: shown.filled,
        blocked_by_directory: block.map(|reason| (context.began_at, reason)),
        blocked_by_admin: None,
        pinned_at: None,
        version: 1,
        created_at: context.began_at,
        created_run: Some(context.run),
    });
    writes.made.push(row(context, one, id, BTreeMap::new(), read));
}

fn row(
    context: &Context,
    one: Staged,
    person: PersonId,
    since: BTreeMap<AttributeKey, ReadBy>,
    first_run: ReadBy,
) -> Entry {
    let mut entry = Entry {
        source: context.source,
        external_id: one.found.id,
        person,
        dn_key: names::dn_key(&one.found.dn),
        dn: one.found.dn,
        hash: one.hash,
        theirs: one.found.values,
        since,
        manager_key: None,
        first_run,
        absent_at: None,
        detached_at: None,
    };
    entry.manager_key = reports::manager_name(&entry).map(|name| names::dn_key(&name));
    entry
}

fn follow(
    context: &Context,
    one: Staged,
    (entry, person): (&Entry, &Person),
    step: Step,
    words: &Holders,
    writes: &mut Writes,
    counts: &mut RunCounts,
) {
    let Step::Update { values, renamed, returned, block, collides_with, username, .. } = step else { return };
    let was_blocked = person.blocked().is_some();
    let (held, spelled) = (person.username.clone(), person.wanted_username.clone());
    let mut one = one;
    let mut person =
        Person { version: person.version + 1, wanted_username: one.found.username.clone(), ..person.clone() };
    let name = person.display_name.clone();
    if let Some(renamed) = &renamed {
        counts.renamed += 1;
        writes.lines.push(line(ReportKind::Renamed, Some(person.id), &name, Some(renamed_in_words(renamed))));
    }
    if returned {
        counts.returned += 1;
        person.blocked_by_directory = None;
        writes.lines.push(line(ReportKind::Returned, Some(person.id), &name, None));
    }
    if let Some(reason) = block {
        counts.blocked += 1;
        person.blocked_by_directory = Some((context.began_at, reason));
        writes.lines.push(line(ReportKind::Blocked, Some(person.id), &name, Some(reason_in_words(reason))));
    }
    if let Some(holder) = &collides_with {
        counts.skipped += 1;
        let wanted = one.found.username.as_deref().unwrap_or_default();
        let reason = words.collision(wanted, holder);
        writes.found.push(taken(context, &one, Some(person.id), holder, reason.clone()));
        writes.lines.push(line(ReportKind::Skipped, Some(person.id), &name, Some(reason)));
        // The name may become free without this entry changing once more, so the next run looks at it again.
        one.hash = 0;
    }
    let keeps_name = context.leaving.when_gone == WhenGone::Suspend && person.blocked_by_admin.is_none();
    person.username = username.filter(|_| person.blocked().is_none() || keeps_name);
    let follows = renamed.is_some() || returned || block.is_some() || !values.is_empty();
    let name_moved = held != person.username || spelled != one.found.username;
    if !follows && !name_moved {
        // Nothing of the person moves, so neither does the version that others edit against.
        counts.unchanged += i64::from(collides_with.is_none());
        writes.entries.push(Entry { hash: one.hash, absent_at: None, ..entry.clone() });
        return;
    }
    if !follows && collides_with.is_none() {
        counts.renamed += 1;
        let old = if spelled == one.found.username { held } else { spelled };
        let reason = name_in_words(old.as_deref(), one.found.username.as_deref());
        writes.lines.push(line(ReportKind::Renamed, Some(person.id), &name, Some(reason)));
    }
    let mut since = entry.since.clone();
    let mut theirs = entry.theirs.clone();
    for (key, said) in &one.found.values {
        if *said != Theirs::NotRead {
            theirs.insert(key.clone(), said.clone());
        }
    }
    if !values.is_empty() {
        counts.changed += 1;
        let read = ReadBy { run: context.run, at: context.began_at.0 };
        since.extend(values.iter().map(|(key, _, _)| (key.clone(), read)));
        let values = values.into_iter().map(|(attribute, old, new)| ReportValue { attribute, old, new }).collect();
        writes.lines.push(ReportLine { values, ..line(ReportKind::Changed, Some(person.id), &name, None) });
    }
    let first_run = entry.first_run;
    writes.moved.push((person.id, was_blocked));
    one.found.values = theirs;
    writes.entries.push(row(context, one, person.id, since, first_run));
    writes.people.push(person);
}
