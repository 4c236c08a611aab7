//! Looks and jobs in words: where they are, what was asked, and what became of their rows.

use domain::{
    api::{AskReexport, Reexport, ReexportState},
    reexport::{RowAction, RowState, Which},
    rights::Part,
};
use leptos::prelude::*;

use crate::{
    language::figure,
    words::{Text, reexports as words},
};

/// A state as a small coloured word.
pub(super) fn badge(state: ReexportState) -> AnyView {
    let (class, text) = match state {
        ReexportState::Looking => ("badge on-way", words::LOOKING),
        ReexportState::Ready => ("badge waits", words::READY),
        ReexportState::Expired => ("badge", words::EXPIRED),
        ReexportState::Queueing => ("badge on-way", words::QUEUEING_STATE),
        ReexportState::Queued => ("badge waits", words::QUEUED),
        ReexportState::Running => ("badge on-way", words::RUNNING),
        ReexportState::Done => ("badge good", words::DONE),
        ReexportState::Failed => ("badge bad", words::FAILED),
        ReexportState::Cancelled => ("badge", words::CANCELLED),
    };
    view! { <span class=class>{text.say()}</span> }.into_any()
}

/// What is done with a row.
pub(super) fn action(action: RowAction) -> (&'static str, Text) {
    match action {
        RowAction::Set => ("badge on-way", words::SET),
        RowAction::Clear => ("badge waits", words::CLEAR),
        RowAction::Same => ("badge", words::SAME),
        RowAction::Error => ("badge bad", words::ERROR),
    }
}

/// What became of a row.
pub(super) fn state(state: RowState) -> (&'static str, Text) {
    match state {
        RowState::Shown => ("badge", words::STATE_SHOWN),
        RowState::Queued => ("badge good", words::STATE_QUEUED),
        RowState::Merged => ("badge good", words::STATE_MERGED),
        RowState::Moved => ("badge waits", words::STATE_MOVED),
        RowState::Given => ("badge good", words::STATE_GIVEN),
    }
}

/// What was asked, in a line.
pub(super) fn scope(asked: &AskReexport) -> String {
    let which = match asked.which {
        Which::Differs => words::DIFFERS,
        Which::All => words::ALL,
        Which::Delta => words::DELTA,
    };
    let count = |list: usize| i64::try_from(list).unwrap_or(i64::MAX);
    let rows = asked.mappings.as_ref().map(|rows| words::OF_ROWS.of(count(rows.len())));
    let mut said = vec![which.say().to_owned(), rows.unwrap_or_else(|| words::OF_ALL_ROWS.say().to_owned())];
    let filter = asked.filter.clone().unwrap_or_default();
    if let Some(people) = &asked.people {
        said.push(words::PEOPLE.of(count(people.len())));
    }
    said.extend(filter.search.map(|text| words::OF_FOUND.with(&[&text])));
    said.extend(filter.missing.map(|key| words::OF_MISSING.with(&[key.as_str()])));
    said.extend(filter.within.map(|part: Part| words::OF_WITHIN.with(&[part.name()])));
    if asked.people.is_none() && asked.filter.is_none() {
        said.push(words::OF_EVERYBODY.say().to_owned());
    }
    said.join(" · ")
}

/// What a job has in the queue, in a line.
pub(super) fn items(job: &Reexport) -> String {
    let items = job.items;
    let parts =
        [(items.waiting + items.running, words::WAITING), (items.done, words::WRITTEN), (items.failed, words::STOPPED)];
    let said = parts.iter().filter(|(count, _)| *count > 0).map(|(count, text)| text.with(&[&figure(*count)]));
    said.collect::<Vec<_>>().join(" · ")
}

/// Its rows by what is done, and by what became of them.
pub(super) fn tiles(shown: &Reexport) -> AnyView {
    let rows = shown.rows;
    let mut all =
        vec![(words::SET, rows.set), (words::CLEAR, rows.clear), (words::SAME, rows.same), (words::ERROR, rows.error)];
    if let Some(done) = &shown.executed {
        let also = [
            (words::STATE_QUEUED, done.queued),
            (words::STATE_MERGED, done.merged),
            (words::STATE_MOVED, done.moved),
            (words::STATE_GIVEN, done.given),
        ];
        all.extend(also.into_iter().filter(|(_, count)| *count > 0));
    }
    let tile = |(name, count): (Text, i64)| {
        view! {
            <div class="tile">
                <dt>{name.say()}</dt>
                <dd>{figure(count)}</dd>
            </div>
        }
    };
    let tiles: Vec<_> = all.into_iter().map(tile).collect();
    view! { <dl class="tiles">{tiles}</dl> }.into_any()
}
