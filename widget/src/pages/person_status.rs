//! Whether a person is blocked, why and since when, and changing that (S2.11, S2.14).

use domain::{
    api::{BlockReason, Blocked, Profile, Run},
    id::PersonId,
    rights,
};
use leptos::prelude::*;

use super::{finding_card::shared, person_link::person_link, person_purge::person_purge, progress::progress};
use crate::{
    api,
    language::ago,
    parts::{
        act::Act,
        dialog::{actions, dialog},
        message::{Tone, message},
        notice::Notices,
    },
    session::SignedIn,
    words::{findings as finding_words, frame, people},
};

/// The bar about a blocked person, or the button to block one; `moved` is called afterwards.
pub(super) fn person_status(profile: &Profile, moved: Callback<()>) -> AnyView {
    let asked = RwSignal::new(false);
    let act = Act::start();
    let may_block = SignedIn::here().may_about(rights::Act::BlockPerson, profile.id);
    let (id, name) = (profile.id, profile.display_name.clone());
    let is_blocked = profile.blocked.is_some();
    let text = if is_blocked { people::UNBLOCK } else { people::BLOCK };
    let class = if is_blocked { "" } else { "danger" };
    let button = may_block.then(|| {
        view! {
            <button class=class disabled=move || act.is_busy() on:click=move |_| asked.set(true)>
                {text.say()}
            </button>
        }
    });
    let read = may_read(profile).then(|| read_anew(id, moved));
    let bar = match &profile.blocked {
        Some(blocked) => message(
            Tone::Warning,
            view! { {blocked_text(blocked)} <p>{people::BLOCKED_EFFECT.say()}</p> {button} {person_purge(profile)} },
        ),
        None => view! { <div class="person-acts">{button}</div> }.into_any(),
    };
    let ask = move || {
        asked.get().then(|| {
            let name = name.clone();
            if is_blocked {
                unblock_dialog(id, name, asked, act, moved)
            } else {
                block_dialog(id, name, asked, act, moved)
            }
        })
    };
    view! { {bar} {read} {act.view()} {ask} }.into_any()
}

/// Whether the reader may have this person's entry read anew.
fn may_read(profile: &Profile) -> bool {
    profile.source.is_some() && SignedIn::here().may(rights::Act::RunSource)
}

/// Reads the person's entry anew, without waiting for the next run (X13).
fn read_anew(id: PersonId, moved: Callback<()>) -> AnyView {
    let act = Act::start();
    let run = RwSignal::new(None::<Run>);
    let start = move |_| act.run(api::start_person_run(id), move |started| run.set(Some(started)));
    view! {
        <div class="person-acts">
            <button disabled=move || act.is_busy() on:click=start>
                {people::READ_ANEW.say()}
            </button>
        </div>
        {act.view()}
        {move || run.get().map(|run| progress(&run, false, moved))}
    }
    .into_any()
}

fn blocked_text(blocked: &Blocked) -> AnyView {
    let text = match blocked.reason {
        BlockReason::LeftScope => people::BLOCKED_LEFT,
        BlockReason::DisabledInDirectory => people::BLOCKED_DISABLED,
        BlockReason::NoSeat => people::BLOCKED_SEAT,
        BlockReason::Returned => people::BLOCKED_BACK,
        BlockReason::ByAdmin => people::BLOCKED_ADMIN,
        BlockReason::LikeBlocked => people::BLOCKED_LIKE,
    };
    let note = blocked.note.clone().map(|note| view! { <p class="quote">{note}</p> });
    let like = blocked.like.clone().map(|like| {
        let shared = shared(&like.shared);
        view! { <p>{person_link(like.person, like.name)} " – " {finding_words::SHARED.with(&[&shared])}</p> }
    });
    view! {
        <strong>{text.with(&[&ago(blocked.at)])}</strong>
        {note}
        {like}
    }
    .into_any()
}

fn block_dialog(id: PersonId, name: String, asked: RwSignal<bool>, act: Act, moved: Callback<()>) -> AnyView {
    let notices = Notices::here();
    let note = RwSignal::new(String::new());
    let is_missing = RwSignal::new(false);
    let title = people::BLOCK_ASK.with(&[&name]);
    let block = move |_| {
        let text = note.get_untracked().trim().to_owned();
        is_missing.set(text.is_empty());
        if text.is_empty() {
            return;
        }
        asked.set(false);
        let done = people::BLOCK_DONE.with(&[&name]);
        act.run(api::block(id, text), move |_| {
            notices.say(done);
            moved.run(());
        });
    };
    let buttons = view! {
        <button class="danger" on:click=block>
            {people::BLOCK.say()}
        </button>
        <button on:click=move |_| asked.set(false)>{frame::CANCEL.say()}</button>
    };
    let body = view! {
        <p>{people::BLOCKED_EFFECT.say()}</p>
        <label class="field">
            <span class="label">{people::BLOCK_NOTE.say()}</span>
            <textarea
                data-first=""
                maxlength="1000"
                required=true
                aria-invalid=move || is_missing.get().to_string()
                prop:value=note
                on:input=move |event| note.set(event_target_value(&event))
            ></textarea>
        </label>
        <p class="problem" aria-live="polite">
            {move || is_missing.get().then(|| people::BLOCK_NOTE_NEEDED.say())}
        </p>
        {actions(buttons.into_any())}
    };
    dialog(title, Callback::new(move |()| asked.set(false)), body.into_any())
}

fn unblock_dialog(id: PersonId, name: String, asked: RwSignal<bool>, act: Act, moved: Callback<()>) -> AnyView {
    let notices = Notices::here();
    let pin = RwSignal::new(false);
    let title = people::UNBLOCK_ASK.with(&[&name]);
    let unblock = move |_| {
        asked.set(false);
        let done = people::UNBLOCK_DONE.with(&[&name]);
        act.run(api::unblock(id, pin.get_untracked()), move |_| {
            notices.say(done);
            moved.run(());
        });
    };
    let buttons = view! {
        <button class="primary" on:click=unblock>
            {people::UNBLOCK.say()}
        </button>
        <button on:click=move |_| asked.set(false)>{frame::CANCEL.say()}</button>
    };
    let body = view! {
        <label class="check">
            <input type="checkbox" prop:checked=pin on:change=move |event| pin.set(event_target_checked(&event)) />
            <span>{people::UNBLOCK_PIN.say()}</span>
        </label>
        <p class="note">{people::UNBLOCK_LEAD.say()}</p>
        {actions(buttons.into_any())}
    };
    dialog(title, Callback::new(move |()| asked.set(false)), body.into_any())
}
