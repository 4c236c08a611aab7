//! What the stage of a run would do to whom. The brake weighs it, and a held run's report shows it, so that whoever decides sees names.

use std::collections::BTreeMap;

use domain::{
    api::{BlockReason, Held, ReportKind, ReportLine, ReportValue},
    equality::identical,
    id::PersonId,
    leaving::WhenGone,
    name::AttributeKey,
    value::Theirs,
};

use super::{
    Context,
    read::Read,
    words::{left_as_is, line, reason_in_words},
};
use crate::{
    app::{App, AppError},
    store::{
        Conn,
        entry::{self, Entry},
        person::{self, Person},
        stage::{self, Staged},
    },
};

/// Somebody who was there last time and whose entry is staged.
pub(super) struct Known {
    staged: Staged,
    entry: Entry,
    person: Person,
}

impl Known {
    /// Who it is.
    pub(super) fn person(&self) -> PersonId {
        self.person.id
    }

    /// The directory takes them out now: disabled, and not blocked by the directory before.
    pub(super) fn is_removed(&self, context: &Context) -> bool {
        context.leaving.when_gone != WhenGone::Nothing
            && self.staged.found.disabled
            && self.person.blocked_by_directory.is_none()
    }

    /// What the source said before and says now, where that moved.
    pub(super) fn changes(&self) -> impl Iterator<Item = (&AttributeKey, &Theirs, &Theirs)> {
        self.staged.found.values.iter().filter_map(|(key, said)| {
            let was = self.entry.theirs.get(key).unwrap_or(&Theirs::NotRead);
            let moved = *said != Theirs::NotRead && !(*was != Theirs::NotRead && identical(was.value(), said.value()));
            moved.then_some((key, was, said))
        })
    }
}

/// The next staged entries after `after`, those of people who were there last time; `None` at the end.
pub(super) async fn page(
    conn: &mut Conn,
    context: &Context,
    after: &mut String,
) -> Result<Option<Vec<Known>>, AppError> {
    let staged = stage::page(conn, context.run, after, 1000).await?;
    let Some(last) = staged.last() else { return Ok(None) };
    after.clone_from(&last.found.id);
    let ids: Vec<String> = staged.iter().map(|one| one.found.id.clone()).collect();
    let entries = entry::by_external_ids(conn, context.source, &ids).await?;
    let mut entries: BTreeMap<String, Entry> = entries
        .into_iter()
        .filter(|entry| entry.absent_at.is_none())
        .map(|entry| (entry.external_id.clone(), entry))
        .collect();
    let people: Vec<PersonId> = entries.values().map(|entry| entry.person).collect();
    let people: BTreeMap<PersonId, Person> =
        person::by_ids(conn, &people).await?.into_iter().map(|person| (person.id, person)).collect();
    let known = |staged: Staged| {
        let entry = entries.remove(&staged.found.id)?;
        let person = people.get(&entry.person)?.clone();
        Some(Known { staged, entry, person })
    };
    Ok(Some(staged.into_iter().filter_map(known).collect()))
}

/// The lines of a held run: whom it would block, and where the brake is about an attribute, whose value would change to what.
pub(super) async fn preview(
    app: &App,
    context: &Context,
    read: &Read,
    held: &Held,
) -> Result<Vec<ReportLine>, AppError> {
    let mut lines = Vec::new();
    let mut conn = app.store().read().await?;
    let missing: Vec<PersonId> = read.missing.iter().filter(|one| one.was_in).map(|one| one.person).collect();
    for chunk in missing.chunks(1000) {
        for person in person::by_ids(&mut conn, chunk).await? {
            lines.push(missing_line(context, &person));
        }
    }
    let attribute = match held {
        Held::MassChange { attribute, .. } => Some(attribute),
        Held::Empty | Held::Halved { .. } | Held::Removals { .. } | Held::DryRun { .. } => None,
    };
    let mut after = String::new();
    while let Some(page) = page(&mut conn, context, &mut after).await? {
        for one in page {
            if one.is_removed(context) {
                lines.push(blocked(&one.person, BlockReason::DisabledInDirectory));
            }
            let values: Vec<ReportValue> = one
                .changes()
                .filter(|(key, ..)| Some(*key) == attribute)
                .map(|(key, old, new)| ReportValue { attribute: key.clone(), old: old.clone(), new: new.clone() })
                .collect();
            if !values.is_empty() {
                let changed = line(ReportKind::Changed, Some(one.person.id), &one.person.display_name, None);
                lines.push(ReportLine { values, ..changed });
            }
        }
    }
    Ok(lines)
}

/// What becomes of somebody whom a complete run did not find.
pub(super) fn missing_line(context: &Context, person: &Person) -> ReportLine {
    match context.leaving.when_gone {
        WhenGone::Nothing => line(ReportKind::Skipped, Some(person.id), &person.display_name, Some(left_as_is())),
        WhenGone::Block | WhenGone::Suspend => blocked(person, BlockReason::LeftScope),
    }
}

fn blocked(person: &Person, reason: BlockReason) -> ReportLine {
    line(ReportKind::Blocked, Some(person.id), &person.display_name, Some(reason_in_words(reason)))
}
