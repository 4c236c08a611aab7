//! Deciding on all that match at once: what waits for the reader is counted first, named in the question, and decided on in pieces, so that it is
//! seen how far it has come.

use domain::api::{Decided, Decision, Decisions, Matching, MatchingQuery, Verdict};
use leptos::prelude::*;

use super::approvals::{Desk, Versions};
use crate::{
    api,
    http::Trouble,
    language::figure,
    parts::dialog::{actions, dialog},
    words::{approval, frame},
};

/// Decisions of one call.
const PIECE: usize = 500;

/// What was counted, and what is to become of it.
#[derive(Clone)]
pub(super) struct AskedAll {
    pub(super) matching: Matching,
}

/// The buttons; `search` is what the list is narrowed by.
pub(super) fn all_buttons(desk: Desk, search: Option<String>) -> AnyView {
    let count = move |verdict: Verdict| {
        let search = search.clone();
        move |_| {
            let query = MatchingQuery { search: search.clone() };
            desk.act.run(api::matching(&query), move |matching| match (matching.items.is_empty(), verdict) {
                (true, _) => desk.notices.say(approval::ALL_NONE.say()),
                (false, Verdict::Reject) => desk.ask_reason(versions(&matching)),
                (false, _) => desk.asking_all.set(Some(AskedAll { matching })),
            });
        }
    };
    view! {
        <div class="page-acts">
            <button disabled=move || desk.is_busy() on:click=count(Verdict::Approve)>
                {approval::ALL_APPROVE.say()}
            </button>
            <button disabled=move || desk.is_busy() on:click=count(Verdict::Reject)>
                {approval::ALL_REJECT.say()}
            </button>
        </div>
    }
    .into_any()
}

fn versions(matching: &Matching) -> Versions {
    matching.items.iter().map(|one| (one.change, one.version)).collect()
}

/// The question, with the number that it is about.
pub(super) fn ask_all(desk: Desk, asked: AskedAll) -> AnyView {
    let matching = asked.matching;
    let count = i64::try_from(matching.items.len()).unwrap_or(0);
    let more = (matching.total > count)
        .then(|| view! { <p>{approval::ALL_MORE.with(&[&figure(count), &figure(matching.total)])}</p> });
    let close = Callback::new(move |()| desk.asking_all.set(None));
    let approve = move |_| {
        desk.asking_all.set(None);
        desk.decide(versions(&matching), Verdict::Approve, None);
    };
    let buttons = view! {
        <button class="primary" data-first="" on:click=approve>
            {approval::ALL_APPROVE_DO.of(count)}
        </button>
        <button on:click=move |_| close.run(())>{frame::CANCEL.say()}</button>
    };
    let body = view! {
        <p>{approval::ALL_LEAD.say()}</p>
        {more}
        {actions(buttons.into_any())}
    };
    dialog(approval::ALL_APPROVE_ASK.of(count), close, body.into_any())
}

/// How far it has come, while it is under way.
pub(super) fn progress(desk: Desk) -> AnyView {
    (move || {
        desk.progress.get().map(|(done, all)| {
            let said = approval::ALL_PROGRESS.with(&[&figure(done), &figure(all)]);
            view! {
                <p class="quiet-text" role="status">
                    <progress max=all.to_string() value=done.to_string()></progress>
                    " "
                    {said}
                </p>
            }
        })
    })
    .into_any()
}

/// Sends decisions in pieces.
pub(super) async fn in_pieces(
    what: Versions,
    verdict: Verdict,
    reason: Option<String>,
    progress: RwSignal<Option<(i64, i64)>>,
) -> Result<Decided, Trouble> {
    let mut decided = Decided { results: Vec::with_capacity(what.len()) };
    let is_long = what.len() > PIECE;
    let all = i64::try_from(what.len()).unwrap_or(i64::MAX);
    for piece in what.chunks(PIECE) {
        if is_long {
            let done = i64::try_from(decided.results.len()).unwrap_or(0);
            progress.try_set(Some((done, all)));
        }
        let decision = |(change, version): &(_, _)| Decision {
            change: *change,
            version: *version,
            verdict,
            reason: reason.clone(),
        };
        let decisions = Decisions { decisions: piece.iter().map(decision).collect() };
        match api::decide(&decisions).send().await {
            Ok(one) => decided.results.extend(one.results),
            // What was decided stays so, and is told.
            Err(_) if !decided.results.is_empty() => break,
            Err(trouble) => return Err(trouble),
        }
    }
    progress.try_set(None);
    Ok(decided)
}
