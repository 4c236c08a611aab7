//! Targets that are SCIM services: connecting one, how one is reached, and giving one up.

use domain::{
    api::{NewScimTarget, ScimTarget, SetScimTarget, Source, Target},
    rights::Act as Right,
    template::TargetKind,
};
use leptos::prelude::*;

use super::scim_target_form::{Entered, fields};
use crate::{
    api,
    parts::{
        act::Act,
        dialog::{dialog, submit_or_cancel},
        fields::named_choice,
        icons::{Icon, icon},
        loading::{load, loaded},
        notice::Notices,
        question::question,
    },
    session::SignedIn,
    words::{Text, scim as words},
};

/// The button that connects one, for who may.
pub(super) fn adder(moved: Callback<()>) -> AnyView {
    if !SignedIn::here().may(Right::SetSource) {
        return ().into_any();
    }
    let is_open = RwSignal::new(false);
    let close = Callback::new(move |()| is_open.set(false));
    view! {
        <div class="page-acts">
            <button on:click=move |_| is_open.set(true)>
                {icon(Icon::Plus)}
                {words::ADD.say()}
            </button>
        </div>
        {move || is_open.get().then(|| add(moved, close))}
    }
    .into_any()
}

fn add(moved: Callback<()>, close: Callback<()>) -> AnyView {
    let sources = load(api::sources);
    let form = move |sources: Vec<Source>| {
        let kept: Vec<Source> = sources.into_iter().filter(|source| source.retired_at.is_none()).collect();
        let names = kept.iter().map(|source| source.name.clone()).collect();
        let (act, notices, entered) = (Act::start(), Notices::here(), Entered::empty());
        let chosen = RwSignal::new(0);
        let send = move |event: leptos::ev::SubmitEvent| {
            event.prevent_default();
            let Some(source) = kept.get(chosen.get_untracked()) else { return };
            let (name, service) = (entered.name.get_untracked(), entered.service());
            let new = NewScimTarget { name, source: source.id, service, token: entered.token.get_untracked() };
            act.run(api::add_scim_target(&new), move |made: ScimTarget| {
                notices.say(words::ADDED.with(&[&made.name]));
                close.run(());
                moved.run(());
            });
        };
        view! {
            <form class="source-form" on:submit=send>
                {named_choice(words::SOURCE, names, chosen)}
                {fields(entered, words::TOKEN_HINT)}
                {act.view()}
                {submit_or_cancel(act, words::ADD_DO, close)}
            </form>
        }
        .into_any()
    };
    let body = view! {
        <p>{words::ADD_LEAD.say()}</p>
        {loaded(sources, form)}
    };
    dialog(plain(words::ADD), close, body.into_any())
}

/// What may be done about one, for who may.
pub(super) fn connection(target: &Target, moved: Callback<()>) -> AnyView {
    if target.kind != TargetKind::Scim || !SignedIn::here().may(Right::SetSource) {
        return ().into_any();
    }
    // Whether the connection is open, or the question before it is given up.
    let open = RwSignal::new(None::<bool>);
    let close = Callback::new(move |()| open.set(None));
    let target = target.clone();
    view! {
        <div class="page-acts">
            <button on:click=move |_| open.set(Some(true))>{words::CHANGE.say()}</button>
            <button on:click=move |_| open.set(Some(false))>{words::REMOVE.say()}</button>
        </div>
        {move || {
            open.get().map(|is_change| if is_change { change(&target, moved, close) } else { remove(&target, moved, close) })
        }}
    }
    .into_any()
}

fn change(target: &Target, moved: Callback<()>, close: Callback<()>) -> AnyView {
    let id = target.id;
    let known = load(move || api::scim_target(id));
    let form = move |known_now: ScimTarget| {
        let (act, notices, entered) = (Act::start(), Notices::here(), Entered::of(&known_now));
        let version = known_now.version;
        let send = move |event: leptos::ev::SubmitEvent| {
            event.prevent_default();
            let token = Some(entered.token.get_untracked()).filter(|token| !token.is_empty());
            let set = SetScimTarget { name: entered.name.get_untracked(), service: entered.service(), token };
            act.run_or(
                api::set_scim_target(id, version, &set),
                move |_: ScimTarget| {
                    notices.say(words::SAVED.say());
                    close.run(());
                    moved.run(());
                },
                // Read anew, what stands there now is shown.
                move |trouble| {
                    if trouble.is_overtaken() {
                        known.again();
                    }
                },
            );
        };
        view! {
            <form class="source-form" on:submit=send>
                {fields(entered, words::TOKEN_KEPT)}
                {act.view()}
                {submit_or_cancel(act, words::SAVE, close)}
            </form>
        }
        .into_any()
    };
    dialog(words::CHANGE_TITLE.with(&[&target.name]), close, loaded(known, form))
}

fn remove(target: &Target, moved: Callback<()>, close: Callback<()>) -> AnyView {
    let (id, version, name) = (target.id, target.writing.version, target.name.clone());
    let (act, notices) = (Act::start(), Notices::here());
    let title = words::REMOVE_TITLE.with(&[&name]);
    let does = move || {
        let name = name.clone();
        act.run(api::remove_scim_target(id, version), move |_| {
            notices.say(words::REMOVED.with(&[&name]));
            close.run(());
            moved.run(());
        });
    };
    question(title, words::REMOVE_LEAD.say(), words::REMOVE_DO, act, does, close)
}

/// What a button says, without the dots that lead on.
fn plain(text: Text) -> String {
    text.say().trim_end_matches('…').to_owned()
}
