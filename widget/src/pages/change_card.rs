//! A change as a card in a list: what becomes what, how far it has come, and taking it back.

use domain::{
    api::{ChangeView, Settle, Settlement},
    change::ChangeState,
    rights,
};
use leptos::prelude::*;

use crate::{
    api,
    editor::label_in,
    parts::{
        act::Act,
        dialog::{actions, dialog},
        message::{Tone, message},
        notice::Notices,
        steps::{state_badge, steps},
        values::{becomes, changed_view, members_view, three_values},
    },
    session::SignedIn,
    words::{Text, changes, frame, policy},
};

/// The card; `moved` is called after the change took a step here.
pub(super) fn change_card(change: &ChangeView, moved: Callback<()>) -> AnyView {
    let notices = Notices::here();
    let asked = RwSignal::new(false);
    let act = Act::start();
    let id = change.id;
    let label = label_in(&change.labels, &change.attribute).to_owned();
    let withdraw = move |_| {
        asked.set(false);
        act.run(api::withdraw(id), move |_| {
            notices.say(changes::WITHDRAWN_DONE.say());
            moved.run(());
        });
    };
    let reexport = move |_| {
        act.run(api::reexport(id), move |_| {
            notices.say(changes::REEXPORTED.say());
            moved.run(());
        });
    };
    let keep = move |_| {
        act.run(api::keep(id), move |_| {
            notices.say(policy::KEPT.say());
            moved.run(());
        });
    };
    let held = change.held.then(|| message(Tone::Warning, policy::HELD_LEAD.say()));
    let may_keep = change.may_keep.then(|| {
        view! { <button disabled=move || act.is_busy() on:click=keep>{policy::KEEP.say()}</button> }
    });
    let renew = move |_| {
        act.run(api::renew(id), move |_| {
            notices.say(changes::RENEWED.say());
            moved.run(());
        });
    };
    let may_renew = change.may_renew.then(|| {
        view! { <button disabled=move || act.is_busy() on:click=renew>{changes::RENEW.say()}</button> }
    });
    let suggestion = change.suggested.then(|| view! { <span class="badge">{changes::SUGGESTION.say()}</span> });
    let may_withdraw = change.may_withdraw.then(|| {
        view! { <button disabled=move || act.is_busy() on:click=move |_| asked.set(true)>{changes::WITHDRAW.say()}</button> }
    });
    let is_stuck = matches!(change.state, ChangeState::NotTaken | ChangeState::Failed);
    let may_reexport = (is_stuck && SignedIn::here().may(rights::Act::MakeExport)).then(|| {
        view! { <button disabled=move || act.is_busy() on:click=reexport>{changes::REEXPORT.say()}</button> }
    });
    let comment =
        change.comment.as_ref().map(|comment| view! { <p class="quiet-text">{changes::COMMENT.with(&[comment])}</p> });
    let about = label.clone();
    let ask = move || {
        asked.get().then(|| {
            let lead = changes::WITHDRAW_LEAD.with(&[&about]);
            let buttons = view! {
                <button class="primary" on:click=withdraw>
                    {changes::WITHDRAW.say()}
                </button>
                <button on:click=move |_| asked.set(false)>{frame::CANCEL.say()}</button>
            };
            let body = view! { <p>{lead}</p> {actions(buttons.into_any())} };
            let close = Callback::new(move |()| asked.set(false));
            dialog(changes::WITHDRAW_ASK.say().to_owned(), close, body.into_any())
        })
    };
    view! {
        <article class="card change">
            <div class="change-head">
                <h2>{label}</h2>
                {state_badge(change.state)}
                {suggestion}
                <div class="change-acts">{may_keep} {may_reexport} {may_renew} {may_withdraw}</div>
            </div>
            {held}
            {match change.state {
                ChangeState::Conflict => three_values(change),
                _ => old_and_new(change),
            }}
            {members_view(change)}
            {change.may_settle.then(|| settle(change, act, moved))}
            {comment}
            {steps(change)}
            {act.view()}
            {ask}
        </article>
    }
    .into_any()
}

/// The old value becoming the new one.
fn old_and_new(change: &ChangeView) -> AnyView {
    becomes(
        changed_view(change, change.old.as_ref(), change.old_shown.as_deref()),
        changed_view(change, change.new.as_ref(), change.new_shown.as_deref()),
    )
}

/// The choice of the person whom a conflict is about.
fn settle(change: &ChangeView, act: Act, moved: Callback<()>) -> AnyView {
    let notices = Notices::here();
    let (id, version) = (change.id, change.version);
    let button = |choice: Settlement, word: Text, done: Text| {
        let choose = move |_| {
            act.run(api::settle(id, &Settle { version, choice }), move |_| {
                notices.say(done.say());
                moved.run(());
            });
        };
        view! {
            <button disabled=move || act.is_busy() on:click=choose>
                {word.say()}
            </button>
        }
    };
    let field = ["/profile#field-", change.attribute.as_str()].concat();
    view! {
        <p>{changes::CHOOSE_LEAD.say()}</p>
        <div class="change-acts">
            {button(Settlement::KeepMine, changes::KEEP_OWN, changes::KEPT_OWN)}
            {button(Settlement::TakeTheirs, changes::TAKE_THEIRS, changes::THEIRS_CHOSEN)}
            <a class="button" href=field>
                {changes::ENTER_OTHER.say()}
            </a>
        </div>
    }
    .into_any()
}
