//! Applying one chunk of entries inside the caller's transaction: people are made, renamed, blocked and brought back, values follow the
//! directory, and the report says what moved.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    api::{BlockReason, ReportKind, ReportLine, ReportValue, RunCounts},
    attribute::{Attribute, Authority},
    id::PersonId,
    name::AttributeKey,
    plan::{self, Found, Holder, Linked, Quarantined, Step},
    text::fold,
    value::Theirs,
};

use super::{Context, read::latest};
use crate::{
    app::{AppError, block, names, reports, standing},
    store::{
        Conn,
        entry::{self, Entry, ReadBy},
        person::{self, Person},
        run,
        stage::Staged,
    },
};

/// What a chunk writes, gathered before it is written.
#[derive(Default)]
struct Writes {
    people: Vec<Person>,
    entries: Vec<Entry>,
    lines: Vec<ReportLine>,
    /// People whose blocking moved, with whether they were blocked before.
    moved: Vec<(PersonId, bool)>,
}

/// Applies entries; adds to `counts` what happened.
pub(super) async fn apply(
    conn: &mut Conn,
    context: &Context,
    staged: Vec<Staged>,
    counts: &mut RunCounts,
) -> Result<(), AppError> {
    let staged = latest(staged);
    let ids: Vec<String> = staged.iter().map(|one| one.external_id.clone()).collect();
    let known = entry::by_external_ids(conn, context.source, &ids).await?;
    let known: BTreeMap<String, Entry> = known.into_iter().map(|entry| (entry.external_id.clone(), entry)).collect();
    let people = people_of(conn, &known).await?;
    let linked: BTreeMap<Vec<u8>, Linked> = known
        .values()
        .filter_map(|entry| Some((entry.external_id.clone().into_bytes(), linked(entry, people.get(&entry.person)?))))
        .collect();
    let wanted: BTreeSet<String> = staged.iter().filter_map(|one| one.username.as_deref().map(fold)).collect();
    let wanted: Vec<String> = wanted.into_iter().collect();
    let holders: BTreeMap<String, PersonId> = person::holders(conn, &wanted).await?.into_iter().collect();
    let found: Vec<Found> = staged.iter().map(found).collect();
    let steps = plan::plan(&found, &linked, &holders);
    let creates = steps.iter().filter(|step| matches!(step, Step::Create { .. })).count();
    let mut next_id =
        if creates > 0 { person::take_ids(conn, i64::try_from(creates).unwrap_or(i64::MAX)).await? } else { 0 };
    let mut writes = Writes::default();
    for (one, step) in staged.into_iter().zip(steps) {
        match step {
            Step::Create { username, block } => {
                let id = PersonId(next_id);
                next_id += 1;
                create(context, one, id, username, block, &mut writes, counts);
            }
            Step::Quarantine { reason } => quarantine(&one, &reason, &mut writes, counts),
            Step::Unchanged { .. } => {
                // Only how it came over the wire moved: the hash is kept, so that next time not even this is looked at.
                if let Some(entry) = known.get(&one.external_id) {
                    writes.entries.push(Entry { hash: one.hash, absent_at: None, ..entry.clone() });
                }
                counts.unchanged += 1;
            }
            update @ Step::Update { .. } => {
                if let Some(entry) = known.get(&one.external_id) {
                    if let Some(person) = people.get(&entry.person) {
                        follow(context, one, entry, person, update, &mut writes, counts);
                    }
                }
            }
        }
    }
    write(conn, context, writes).await
}

async fn people_of(conn: &mut Conn, known: &BTreeMap<String, Entry>) -> Result<BTreeMap<PersonId, Person>, AppError> {
    if known.is_empty() {
        return Ok(BTreeMap::new());
    }
    let ids: Vec<PersonId> = known.values().map(|entry| entry.person).collect();
    Ok(person::by_ids(conn, &ids).await?.into_iter().map(|person| (person.id, person)).collect())
}

fn found(one: &Staged) -> Found {
    Found {
        id: one.external_id.clone().into_bytes(),
        dn: one.dn.clone(),
        username: one.username.clone(),
        disabled: one.is_disabled,
        values: one.theirs.clone(),
    }
}

fn linked(entry: &Entry, person: &Person) -> Linked {
    Linked {
        person: person.id,
        dn: entry.dn.clone(),
        username: person.username.clone(),
        wanted_username: person.wanted_username.clone(),
        // Somebody whose entry was away is out until the plan has them back.
        blocked_by_directory: person
            .blocked_by_directory
            .map(|(_, reason)| reason)
            .or(entry.absent_at.map(|_| BlockReason::LeftScope)),
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
    let value = |attribute: &Attribute| match attribute.policy.authority {
        Authority::Local => None,
        _ => one.theirs.get(&attribute.key).and_then(|theirs| theirs.value().cloned()),
    };
    let shown = standing::shown(&context.catalogue, one.username.as_deref(), Some(&one.dn), value);
    let read = ReadBy { run: context.run, at: context.began_at.0 };
    counts.created += 1;
    if let Some(reason) = block {
        counts.blocked += 1;
        writes.lines.push(line(ReportKind::Blocked, Some(id), &shown.display_name, Some(reason_in_words(reason))));
    }
    writes.people.push(Person {
        id,
        username: username.filter(|_| block.is_none()),
        wanted_username: one.username.clone(),
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
    writes.entries.push(row(context, one, id, BTreeMap::new(), read));
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
        external_id: one.external_id,
        person,
        dn_key: names::dn_key(&one.dn),
        dn: one.dn,
        hash: one.hash,
        theirs: one.theirs,
        since,
        manager_key: None,
        first_run,
        absent_at: None,
    };
    entry.manager_key = reports::manager_name(&entry).map(|name| names::dn_key(&name));
    entry
}

fn follow(
    context: &Context,
    one: Staged,
    entry: &Entry,
    person: &Person,
    step: Step,
    writes: &mut Writes,
    counts: &mut RunCounts,
) {
    let Step::Update { values, renamed, returned, block, collides_with, username, .. } = step else { return };
    let was_blocked = person.blocked().is_some();
    let mut person = Person { version: person.version + 1, wanted_username: one.username.clone(), ..person.clone() };
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
        let wanted = one.username.as_deref().unwrap_or_default();
        let reason =
            format!("the user name {wanted} is held by {}; everything else was applied", holder_in_words(holder));
        writes.lines.push(line(ReportKind::Skipped, Some(person.id), &name, Some(reason)));
    }
    person.username = username.filter(|_| person.blocked().is_none());
    let mut since = entry.since.clone();
    let mut theirs = entry.theirs.clone();
    for (key, said) in &one.theirs {
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
    writes.entries.push(row(context, Staged { theirs, ..one }, person.id, since, first_run));
    writes.people.push(person);
}

fn quarantine(one: &Staged, reason: &Quarantined, writes: &mut Writes, counts: &mut RunCounts) {
    let words = match reason {
        Quarantined::UsernameTaken { username, holder } => format!(
            "the user name {username} is held by {}; nobody was made or merged, change one of the two in the directory",
            holder_in_words(holder)
        ),
        Quarantined::ReadTwice => "the directory sent this entry twice; the later one counts".to_owned(),
        Quarantined::NoId => "it has no id that outlives a rename".to_owned(),
    };
    counts.skipped += 1;
    writes.lines.push(line(ReportKind::Skipped, None, &one.dn, Some(words)));
}

pub(super) fn line(kind: ReportKind, person: Option<PersonId>, name: &str, reason: Option<String>) -> ReportLine {
    ReportLine { kind, person, name: name.to_owned(), values: Vec::new(), reason }
}

pub(super) fn reason_in_words(reason: BlockReason) -> String {
    match reason {
        BlockReason::DisabledInDirectory => "disabled in the directory",
        BlockReason::LeftScope => "no longer found in the directory",
        BlockReason::ByAdmin => "blocked by an administrator",
    }
    .to_owned()
}

fn renamed_in_words(renamed: &plan::Renamed) -> String {
    let name = |name: &Option<String>| name.clone().unwrap_or_else(|| "none".to_owned());
    let mut moved = Vec::new();
    if renamed.old_username != renamed.new_username {
        moved.push(format!("user name {} -> {}", name(&renamed.old_username), name(&renamed.new_username)));
    }
    if renamed.old_dn != renamed.new_dn {
        moved.push(format!("{} -> {}", renamed.old_dn, renamed.new_dn));
    }
    moved.join("; ")
}

fn holder_in_words(holder: &Holder) -> String {
    match holder {
        Holder::Person(id) => format!("person {id}"),
        Holder::Entry(dn) => dn.clone(),
    }
}

async fn write(conn: &mut Conn, context: &Context, mut writes: Writes) -> Result<(), AppError> {
    let (mut rests, mut wakes) = (Vec::new(), Vec::new());
    for (id, was_blocked) in &writes.moved {
        let is_blocked = writes.people.iter().any(|person| person.id == *id && person.blocked().is_some());
        match (was_blocked, is_blocked) {
            (false, true) => rests.push(*id),
            (true, false) => wakes.push(*id),
            _ => {}
        }
    }
    // Who leaves gives the name up before anybody takes it.
    let moved: Vec<PersonId> = writes.moved.iter().map(|(id, _)| *id).collect();
    if !moved.is_empty() {
        person::release_usernames(conn, &moved).await?;
        entry::put_many(conn, &writes.entries).await?;
        let standings = standing::Standing::load_many(conn, &moved).await?;
        for person in writes.people.iter_mut().filter(|person| moved.contains(&person.id)) {
            if let Some(standing) = standings.get(&person.id) {
                let standing = standing::Standing { person: person.clone(), ..standing.clone() };
                let shown = standing.shown(&context.catalogue);
                (person.display_name, person.search, person.filled) = (shown.display_name, shown.search, shown.filled);
            }
        }
        person::put_many(conn, &writes.people).await?;
    } else {
        person::put_many(conn, &writes.people).await?;
        entry::put_many(conn, &writes.entries).await?;
    }
    if !rests.is_empty() {
        block::suspend(conn, &rests, Some(context.began_at)).await?;
    }
    if !wakes.is_empty() {
        block::suspend(conn, &wakes, None).await?;
    }
    run::add_lines(conn, context.run, &writes.lines).await?;
    Ok(())
}
