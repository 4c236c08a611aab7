//! What is asked before attributes are locked: what becomes of the changes that wait, and whether really all of them.

use domain::{
    api::{AttributeView, PendingOnLock, SetLocks},
    attribute::{Authority, Policy},
};
use leptos::prelude::*;

use super::attributes::{Settings, label};
use crate::{
    api,
    parts::dialog::{actions, dialog},
    words::{attributes, frame},
};

/// Locks or hides the attribute, and keeps or withdraws what waits, with its number (S1.4).
pub(super) fn pending_dialog(
    view: &AttributeView,
    locks: bool,
    chosen: Callback<PendingOnLock>,
    close: Callback<()>,
) -> AnyView {
    let count = view.pending;
    let (ask, verb) =
        if locks { (attributes::LOCK_ASK, attributes::DO_LOCK) } else { (attributes::HIDE_ASK, attributes::DO_HIDE) };
    let title = ask.with(&[label(view)]);
    let choice = RwSignal::new(PendingOnLock::Keep);
    let buttons = view! {
        <button class="primary" on:click=move |_| chosen.run(choice.get_untracked())>
            {verb.say()}
        </button>
        <button on:click=move |_| close.run(())>{frame::CANCEL.say()}</button>
    };
    let body = view! {
        <p>
            <strong>{attributes::PENDING.of(count)} "."</strong> " " {attributes::PENDING_ASK.say()}
        </p>
        {keep_or_withdraw(choice)}
        {actions(buttons.into_any())}
    };
    dialog(title, close, body.into_any())
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

/// Unlock all and lock all, each with the number it is about (S1.11).
pub(super) fn lock_all(settings: Settings) -> AnyView {
    let asked = RwSignal::new(None::<bool>);
    view! {
        <div class="page-acts">
            <button disabled=move || settings.act.is_busy() on:click=move |_| asked.set(Some(false))>
                {attributes::UNLOCK_ALL.say()}
            </button>
            <button disabled=move || settings.act.is_busy() on:click=move |_| asked.set(Some(true))>
                {attributes::LOCK_ALL.say()}
            </button>
        </div>
        {move || asked.get().map(|locked| lock_all_dialog(settings, locked, asked))}
    }
    .into_any()
}

/// What unlocking alone does not open.
fn exceptions(moving: &[AttributeView]) -> AnyView {
    let count = |is: fn(&Policy) -> bool| {
        i64::try_from(moving.iter().filter(|view| is(&view.attribute.policy)).count()).unwrap_or(0)
    };
    let said = [
        (count(|policy| policy.authority == Authority::Directory), attributes::UNLOCK_MANAGED),
        (count(|policy| !policy.visible), attributes::UNLOCK_HIDDEN),
    ];
    let said = said.into_iter().filter(|(count, _)| *count > 0);
    said.map(|(count, text)| view! { <p>{text.of(count)}</p> }.into_any()).collect::<Vec<_>>().into_any()
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
            let text = if locked { attributes::LOCKED_DONE } else { attributes::UNLOCKED_DONE };
            settings.notices.say(text.of(done.attributes));
            settings.list.again();
        });
    };
    let (title, text) = if locked {
        (attributes::LOCK_COUNT, attributes::LOCK_ALL)
    } else {
        (attributes::UNLOCK_COUNT, attributes::UNLOCK_ALL)
    };
    let lead = match (count, locked) {
        (0, _) => attributes::ALL_NONE,
        (_, true) => attributes::ALL_LEAD,
        (_, false) => attributes::UNLOCK_LEAD,
    };
    let exceptions = (!locked).then(|| exceptions(&moving));
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
    let body = view! {
        <p>{lead.say()}</p>
        {exceptions}
        {waiting}
        {actions(buttons.into_any())}
    };
    dialog(title.of(count), close, body.into_any())
}
