//! What is asked before attributes are locked: what becomes of the changes that wait, and whether really all of them.

use domain::api::{PendingOnLock, SetLocks};
use leptos::prelude::*;

use super::attributes::Settings;
use crate::{
    api,
    parts::dialog::{actions, dialog},
    words::{attributes, frame},
};

/// Keep or withdraw what waits, with its number (S1.4).
pub(super) fn pending_dialog(count: i64, chosen: Callback<PendingOnLock>, close: Callback<()>) -> AnyView {
    let choice = RwSignal::new(PendingOnLock::Keep);
    let buttons = view! {
        <button class="primary" on:click=move |_| chosen.run(choice.get_untracked())>
            {attributes::GO_ON.say()}
        </button>
        <button on:click=move |_| close.run(())>{frame::CANCEL.say()}</button>
    };
    let body = view! {
        <p>
            <strong>{attributes::PENDING.of(count)}</strong>
        </p>
        {keep_or_withdraw(choice)}
        {actions(buttons.into_any())}
    };
    dialog(attributes::PENDING_ASK.say().to_owned(), close, body.into_any())
}

fn keep_or_withdraw(choice: RwSignal<PendingOnLock>) -> AnyView {
    let option = |value: PendingOnLock, text: &'static str| {
        view! {
            <label class="choice">
                <input
                    type="radio"
                    name="pending"
                    prop:checked=move || choice.get() == value
                    on:change=move |_| choice.set(value)
                />
                <span>{text}</span>
            </label>
        }
    };
    view! {
        <fieldset class="stack">
            <legend class="only-spoken">{attributes::PENDING_ASK.say()}</legend>
            {option(PendingOnLock::Keep, attributes::KEEP.say())}
            {option(PendingOnLock::Withdraw, attributes::WITHDRAW.say())}
        </fieldset>
    }
    .into_any()
}

/// Release all and lock all, each with the number it is about (S1.11).
pub(super) fn lock_all(settings: Settings) -> AnyView {
    let asked = RwSignal::new(None::<bool>);
    view! {
        <div class="page-acts">
            <button disabled=move || settings.act.is_busy() on:click=move |_| asked.set(Some(false))>
                {attributes::RELEASE_ALL.say()}
            </button>
            <button disabled=move || settings.act.is_busy() on:click=move |_| asked.set(Some(true))>
                {attributes::LOCK_ALL.say()}
            </button>
        </div>
        {move || asked.get().map(|locked| lock_all_dialog(settings, locked, asked))}
    }
    .into_any()
}

fn lock_all_dialog(settings: Settings, locked: bool, asked: RwSignal<Option<bool>>) -> AnyView {
    let all = untrack(|| settings.list.get()).unwrap_or_default();
    let moving: Vec<_> = all.into_iter().filter(|view| view.attribute.policy.locked != locked).collect();
    let count = i64::try_from(moving.len()).unwrap_or(0);
    let pending: i64 = if locked { moving.iter().map(|view| view.pending).sum() } else { 0 };
    let choice = RwSignal::new(PendingOnLock::Keep);
    let close = Callback::new(move |()| asked.set(None));
    let set = move |_| {
        asked.set(None);
        let pending = (pending > 0).then(|| choice.get_untracked());
        settings.act.run(api::set_locks(&SetLocks { locked, pending }), move |done| {
            let text = if locked { attributes::LOCKED_DONE } else { attributes::RELEASED_DONE };
            settings.notices.say(text.of(done.attributes));
            settings.list.again();
        });
    };
    let (title, text) = if locked {
        (attributes::LOCK_COUNT, attributes::LOCK_ALL)
    } else {
        (attributes::RELEASE_COUNT, attributes::RELEASE_ALL)
    };
    let waiting = (pending > 0).then(|| {
        view! {
            <p>
                <strong>{attributes::PENDING.of(pending)}</strong>
            </p>
            {keep_or_withdraw(choice)}
        }
    });
    let buttons = view! {
        <button class="primary" disabled=count == 0 on:click=set>
            {text.say()}
        </button>
        <button on:click=move |_| close.run(())>{frame::CANCEL.say()}</button>
    };
    let lead = if count == 0 { attributes::ALL_NONE } else { attributes::ALL_LEAD };
    let body = view! {
        <p>{lead.say()}</p>
        {waiting}
        {actions(buttons.into_any())}
    };
    dialog(title.of(count), close, body.into_any())
}
