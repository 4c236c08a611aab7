//! Runs in words: states, kinds of report lines, what a brake saw, how long something takes.

use domain::{
    api::{Held, ReportKind, Run, RunCounts, RunKind, RunState},
    name::AttributeKey,
};
use leptos::prelude::*;

use crate::{
    language::figure,
    words::{Counted, Text, sources},
};

/// A run's state as a small coloured word. A dry run that has ended waits for nobody, and one that was not carried out is no loss.
pub(super) fn run_badge(run: &Run) -> AnyView {
    let (class, text) = match run.state {
        RunState::Held if is_preview(run) => ("badge on-way", sources::PREVIEW_ENDED),
        RunState::Held if run.dry => ("badge on-way", sources::DRY_ENDED),
        RunState::Discarded if run.dry => ("badge", sources::DRY_LEFT),
        RunState::Running => ("badge on-way", sources::RUNNING),
        RunState::Held => ("badge waits", sources::HELD),
        RunState::Complete => ("badge good", sources::COMPLETE),
        RunState::Partial => ("badge waits", sources::PARTIAL),
        RunState::Failed => ("badge bad", sources::FAILED),
        RunState::Cancelled => ("badge", sources::CANCELLED),
        RunState::Discarded => ("badge", sources::DISCARDED),
    };
    view! { <span class=class>{text.say()}</span> }.into_any()
}

/// Whether it told what settings that are not saved would come to.
pub(super) fn is_preview(run: &Run) -> bool {
    matches!(run.held, Some(Held::DryRun { preview: true, .. }))
}

/// Whether what the report lists was only weighed: the run was held, and nothing of it has happened.
pub(super) fn is_only_weighed(state: RunState) -> bool {
    matches!(state, RunState::Held | RunState::Discarded)
}

/// The word for a kind of line in the report of a run that is in this state.
pub(super) fn kind_word(kind: ReportKind, state: RunState) -> Text {
    match kind {
        ReportKind::Skipped if is_only_weighed(state) => sources::WOULD_SKIP,
        ReportKind::Confirmed if is_only_weighed(state) => sources::WOULD_CONFIRM,
        ReportKind::Conflict if is_only_weighed(state) => sources::WOULD_CONFLICT,
        ReportKind::Blocked if is_only_weighed(state) => sources::WOULD_BLOCK,
        ReportKind::Changed if is_only_weighed(state) => sources::WOULD_CHANGE,
        ReportKind::Created if is_only_weighed(state) => sources::WOULD_CREATE,
        ReportKind::Renamed if is_only_weighed(state) => sources::WOULD_RENAME,
        ReportKind::Returned if is_only_weighed(state) => sources::WOULD_RETURN,
        ReportKind::Created => sources::CREATED,
        ReportKind::Changed => sources::CHANGED,
        ReportKind::Renamed => sources::RENAMED,
        ReportKind::Blocked => sources::BLOCKED,
        ReportKind::Returned => sources::RETURNED,
        ReportKind::Skipped => sources::SKIPPED,
        ReportKind::Confirmed => sources::CONFIRMED,
        ReportKind::Conflict => sources::CONFLICTS,
        ReportKind::Duplicate => sources::DUPLICATES,
        ReportKind::Adopted => sources::ADOPTED,
    }
}

/// What a run reads, where that is not everything.
pub(super) fn reads(run: &Run) -> Option<Text> {
    match run.kind {
        RunKind::Full if run.dry && matches!(run.state, RunState::Complete | RunState::Partial) => {
            Some(sources::DRY_CARRIED_OUT)
        }
        RunKind::Full if run.dry => Some(sources::DRY_RUN),
        RunKind::Full => None,
        RunKind::Delta => Some(sources::WHAT_CHANGED),
        RunKind::Person => Some(sources::ONE_PERSON),
    }
}

/// How many lines of a kind the report has.
pub(super) fn count_of(counts: &RunCounts, kind: ReportKind) -> i64 {
    match kind {
        ReportKind::Created => counts.created,
        ReportKind::Changed => counts.changed,
        ReportKind::Renamed => counts.renamed,
        ReportKind::Blocked => counts.blocked,
        ReportKind::Returned => counts.returned,
        ReportKind::Skipped => counts.skipped,
        ReportKind::Confirmed => counts.confirmed,
        ReportKind::Conflict => counts.conflicts,
        ReportKind::Duplicate => counts.duplicates,
        ReportKind::Adopted => counts.adopted,
    }
}

/// What the brake saw.
pub(super) fn held_text(held: &Held, label: &dyn Fn(&AttributeKey) -> String) -> String {
    match held {
        Held::DryRun { would_hold: None, .. } => sources::DRY_NOTHING_CHANGED.say().to_owned(),
        Held::DryRun { would_hold: Some(brake), .. } => sources::DRY_WOULD_HOLD.with(&[&held_text(brake, label)]),
        Held::Empty => sources::HELD_EMPTY.say().to_owned(),
        Held::Halved { seen, before } => sources::HELD_HALVED.with(&[&figure(*seen), &figure(*before)]),
        Held::Removals { removals, limit } => sources::HELD_REMOVALS.with(&[&figure(*removals), &figure(*limit)]),
        Held::MassChange { attribute, people, limit } => {
            sources::HELD_MASS.with(&[&label(attribute), &figure(*people), &figure(*limit)])
        }
    }
}

/// What a run in this state did, or would do, in few words.
pub(super) fn outcome(state: RunState, counts: &RunCounts) -> String {
    let would = is_only_weighed(state);
    let either = |would_do: Counted, done: Counted| if would { would_do } else { done };
    let parts = [
        (sources::SEEN_COUNT, counts.seen, true),
        (either(sources::WOULD_CREATE_COUNT, sources::CREATED_COUNT), counts.created, false),
        (sources::ADOPTED_COUNT, counts.adopted, false),
        (either(sources::WOULD_CHANGE_COUNT, sources::CHANGED_COUNT), counts.changed, false),
        (either(sources::WOULD_BLOCK_COUNT, sources::BLOCKED_COUNT), counts.blocked, false),
        (either(sources::WOULD_CONFIRM_COUNT, sources::CONFIRMED_COUNT), counts.confirmed, false),
        (either(sources::WOULD_CONFLICT_COUNT, sources::CONFLICT_COUNT), counts.conflicts, false),
        (either(sources::WOULD_SKIP_COUNT, sources::SKIPPED_COUNT), counts.skipped, false),
        (either(sources::WOULD_LEAVE_OUT_COUNT, sources::LEFT_OUT_COUNT), counts.left_out, false),
        (either(sources::WOULD_FREEZE_COUNT, sources::FROZEN_COUNT), counts.frozen, false),
    ];
    let said = parts.into_iter().filter(|(_, count, always)| *always || *count > 0);
    said.map(|(text, count, _)| text.of(count)).collect::<Vec<_>>().join(" · ")
}

/// That a run is over, and what came of it.
pub(super) fn ended(run: &Run) -> String {
    let text = match run.state {
        RunState::Running => sources::RUN_STARTED,
        RunState::Held if run.dry => sources::ENDED_DRY,
        RunState::Held => sources::ENDED_HELD,
        RunState::Complete => sources::ENDED_COMPLETE,
        RunState::Partial => sources::ENDED_PARTIAL,
        RunState::Failed => sources::ENDED_FAILED,
        RunState::Cancelled | RunState::Discarded => sources::ENDED_CANCELLED,
    };
    text.with(&[&outcome(run.state, &run.counts)])
}

/// How long a run took once it has ended, without the time in which it waited for a person.
pub(super) fn took(run: &Run) -> Option<String> {
    let took = run.ended_at?.since(run.started_at) - run.counts.waited;
    Some(sources::TOOK.with(&[&span(took / 1000)]))
}

/// Seconds as a short text.
pub(super) fn span(seconds: i64) -> String {
    if seconds < 90 {
        sources::SECONDS.with(&[&figure(seconds.max(1))])
    } else {
        sources::MINUTES.with(&[&figure((seconds + 30) / 60)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outcome_leaves_out_what_did_not_happen() {
        let counts = RunCounts { seen: 200, changed: 3, unchanged: 197, ..RunCounts::default() };
        assert_eq!(outcome(RunState::Complete, &counts), "200 read · 3 changed");
    }

    /// What a brake holds has not happened.
    #[test]
    fn a_held_run_only_would() {
        let counts = RunCounts { seen: 185, blocked: 15, ..RunCounts::default() };
        assert_eq!(outcome(RunState::Held, &counts), "185 read · would block 15");
        let more = RunCounts { skipped: 2, left_out: 1, ..counts };
        assert_eq!(
            outcome(RunState::Held, &more),
            "185 read · would block 15 · would not take in 2 · would leave out 1"
        );
        assert_eq!(outcome(RunState::Complete, &counts), "185 read · 15 blocked");
    }

    #[test]
    fn a_span_is_short() {
        assert_eq!(span(0), "1\u{a0}s");
        assert_eq!(span(89), "89\u{a0}s");
        assert_eq!(span(100), "2\u{a0}min");
    }
}
