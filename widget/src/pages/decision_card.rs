//! A change that waits for a decision: old and new side by side, or all three values of a conflict, and the buttons to decide with.

use domain::{
    api::{ChangeView, Verdict},
    change::ChangeState,
    id::ChangeId,
    rights,
};
use leptos::prelude::*;

use super::{approvals::Desk, person_link::person_link};
use crate::{
    editor::label_in,
    language::{ago, day_and_time},
    parts::{
        asked::asked,
        message::{Tone, message},
        steps::state_badge,
        values::{changed_view, members_view, side, three_values},
        why::why,
    },
    session::SignedIn,
    words::{Text, changes, frame, policy},
};

pub(super) fn decision_card(desk: Desk, change: &ChangeView) -> AnyView {
    let id = change.id;
    let label = label_in(&change.labels, &change.attribute).to_owned();
    let when = view! { <span title=day_and_time(change.at)>{proposed(change)}</span> };
    let comment = change.comment.as_ref().map(|comment| view! { <p class="quote">{comment.clone()}</p> });
    let reason =
        change.reason.as_ref().map(|reason| view! { <p class="quiet-text">{changes::REASON.with(&[reason])}</p> });
    let lead = (change.state != ChangeState::Pending).then(|| {
        view! { <p class="quiet-text">{why(change)}</p> }
    });
    let picked =
        (change.may_decide && change.state == ChangeState::Pending).then(|| pick(desk, id, &change.person_name));
    let is_stuck = matches!(change.state, ChangeState::NotTaken | ChangeState::Failed);
    let may_act = change.may_decide || (is_stuck && SignedIn::here().may(rights::Act::MakeExport));
    let buttons = match (change.held, may_act) {
        (true, _) => held(desk, change),
        (false, true) => buttons(desk, change),
        (false, false) => not_yours(change.state),
    };
    view! {
        <article class="card decision">
            <div class="decision-who">
                {picked}
                <div>
                    <h2 tabindex="-1">{person_link(change.person, change.person_name.clone())}</h2>
                    <p class="quiet-text">{when}</p>
                </div>
                {(change.state != ChangeState::Pending).then(|| state_badge(change.state))}
            </div>
            <div class="decision-what">
                <h3>
                    {label}
                    {change.suggested.then(|| view! { " " <span class="badge">{changes::SUGGESTION.say()}</span> })}
                </h3>
                {values(change)}
                {together(change)}
                {comment}
                {reason}
                {lead}
                {asked(change)}
            </div>
            {move || desk.mark_of(id).map(|text| message(Tone::Warning, text))}
            <div class="decision-acts">{buttons}</div>
        </article>
    }
    .into_any()
}

/// When, and by whom if it was not the person themselves.
fn proposed(change: &ChangeView) -> String {
    let when = ago(change.at);
    if change.author == change.person_name { when } else { changes::PROPOSED_BY.with(&[&change.author, &when]) }
}

fn pick(desk: Desk, id: ChangeId, name: &str) -> AnyView {
    view! {
        <input
            type="checkbox"
            aria-label=frame::SELECT_ROW.with(&[name])
            prop:checked=move || desk.is_picked(id)
            on:change=move |event| desk.pick(id, event_target_checked(&event))
        />
    }
    .into_any()
}

/// Old and new; in a conflict the base, the directory's new value and the proposal.
fn values(change: &ChangeView) -> AnyView {
    if change.state == ChangeState::Conflict {
        return three_values(change);
    }
    let old = changed_view(change, change.old.as_ref(), change.old_shown.as_deref());
    let new = changed_view(change, change.new.as_ref(), change.new_shown.as_deref());
    view! {
        <dl class="sides">{side(frame::OLD, "side", old, None)} {side(frame::NEW, "side new", new, None)}</dl>
        {members_view(change)}
    }
    .into_any()
}

/// A change with those that are decided on with it, each as it is shown.
pub(super) fn versions(change: &ChangeView) -> Vec<(ChangeId, i64)> {
    let with = change.with.iter().map(|one| (one.change, one.version));
    std::iter::once((change.id, change.version)).chain(with).collect()
}

/// What is decided on with it.
fn together(change: &ChangeView) -> Option<AnyView> {
    let names: Vec<&str> = change.with.iter().map(|one| label_in(&one.labels, &one.attribute)).collect();
    (!names.is_empty())
        .then(|| view! { <p class="quiet-text">{policy::TOGETHER_WITH.with(&[&names.join(", ")])}</p> }.into_any())
}

fn buttons(desk: Desk, change: &ChangeView) -> AnyView {
    let id = change.id;
    let what = StoredValue::new(versions(change));
    let decide = move |verdict| move |_| desk.decide(what.get_value(), verdict, None);
    match change.state {
        ChangeState::Pending => view! {
            <button class="primary" disabled=move || desk.is_busy() on:click=decide(Verdict::Approve)>
                {changes::APPROVE.say()}
            </button>
            <button disabled=move || desk.is_busy() on:click=move |_| desk.ask_reason(what.get_value())>
                {changes::REJECT.say()}
            </button>
        }
        .into_any(),
        ChangeState::Conflict => view! {
            <button class="primary" disabled=move || desk.is_busy() on:click=decide(Verdict::KeepMine)>
                {changes::KEEP_MINE.say()}
            </button>
            <button disabled=move || desk.is_busy() on:click=decide(Verdict::TakeTheirs)>
                {changes::TAKE_THEIRS.say()}
            </button>
        }
        .into_any(),
        ChangeState::NotTaken | ChangeState::Failed => view! {
            <button class="primary" disabled=move || desk.is_busy() on:click=move |_| desk.reexport(id)>
                {changes::REEXPORT.say()}
            </button>
        }
        .into_any(),
        _ => ().into_any(),
    }
}

/// What a lock that was set since holds: an administrator keeps it or takes it back.
fn held(desk: Desk, change: &ChangeView) -> AnyView {
    let id = change.id;
    let button = |text: Text, keeps: bool| {
        view! {
            <button disabled=move || desk.is_busy() on:click=move |_| desk.settle(id, keeps)>
                {text.say()}
            </button>
        }
    };
    view! {
        {message(Tone::Warning, policy::HELD_LEAD.say())}
        {change.may_keep.then(|| button(policy::KEEP, true))}
        {(change.may_keep && change.may_withdraw).then(|| button(changes::WITHDRAW, false))}
    }
    .into_any()
}

fn not_yours(state: ChangeState) -> AnyView {
    let is_open = matches!(state, ChangeState::Pending | ChangeState::Conflict);
    is_open.then(|| view! { <p class="quiet-text">{changes::NOT_YOURS.say()}</p> }).into_any()
}
