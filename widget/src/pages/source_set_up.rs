//! On the page of sources: begin to set one up, go on with a draft, change, pause and retire what is read.

use domain::{
    api::{SetSource, Source, SourceOrigin, SourceState, Via, is_source_name},
    rights,
};
use leptos::prelude::*;

use super::rekey;
use crate::{
    address::Page,
    api,
    navigation::Navigation,
    parts::{
        act::Act,
        dialog::{actions, dialog, submit_or_cancel},
        fields::typed,
        icons::{Icon, icon},
        loading::Load,
        message::{Tone, message},
        notice::Notices,
    },
    session::SignedIn,
    words::{Text, agents as agent_words, frame, rekey as rekey_words, set_up as words},
};

/// Asks for a name and begins a draft.
pub(super) fn begin(list: Load<Vec<Source>>) -> Option<AnyView> {
    if !SignedIn::here().may(rights::Act::SetSource) {
        return None;
    }
    let asked = RwSignal::new(false);
    let view = view! {
        <div class="page-acts">
            <button on:click=move |_| asked.set(true)>
                {icon(Icon::Plus)}
                {words::ADD.say()}
            </button>
        </div>
        {move || {
            asked
                .get()
                .then(|| {
                    let known = untrack(|| list.with(|all| all.iter().map(|one| one.name.to_lowercase()).collect()));
                    name_dialog(known.unwrap_or_default(), Callback::new(move |()| asked.set(false)))
                })
        }}
    };
    Some(view.into_any())
}

fn name_dialog(taken: Vec<String>, close: Callback<()>) -> AnyView {
    let (act, name, navigation) = (Act::start(), RwSignal::new(String::new()), Navigation::here());
    let wrong = RwSignal::new(None::<Text>);
    let begin = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let typed = name.get_untracked().trim().to_owned();
        if !is_source_name(&typed) {
            wrong.set(Some(words::NAME_WRONG));
            return;
        }
        wrong.set(taken.contains(&typed.to_lowercase()).then_some(words::NAME_TAKEN));
        if wrong.get_untracked().is_none() {
            act.run(api::begin_source(typed), move |source| navigation.go(&Page::SetUp(source.id)));
        }
    };
    let body = view! {
        <form class="source-form" on:submit=begin>
            <p>{words::ADD_LEAD.say()}</p>
            {typed(words::NAME, "text", name)}
            <p class="note">{words::NAME_HINT.say()}</p>
            {move || wrong.get().map(|text| message(Tone::Bad, text.say()))}
            {act.view()}
            {submit_or_cancel(act, words::BEGIN, close)}
        </form>
    };
    dialog(words::ADD.say().to_owned(), close, body.into_any())
}

/// What there is to say and to do about how a source is set up.
pub(super) fn standing(source: &Source, moved: Callback<()>) -> AnyView {
    let may_set = SignedIn::here().may(rights::Act::SetSource) && source.retired_at.is_none();
    let said = match source.state {
        _ if source.retired_at.is_some() => None,
        SourceState::Draft => Some(message(Tone::Info, words::IS_DRAFT.say())),
        SourceState::Paused => Some(message(Tone::Warning, words::IS_PAUSED.say())),
        SourceState::Active => None,
    };
    let agents = (source.via == Via::Agent).then(|| {
        view! { <a href=Page::Agents(source.id).address()>{agent_words::SHORT.say()}</a> }
    });
    let from_file =
        (source.origin == SourceOrigin::File).then(|| view! { <p class="quiet-text">{words::FROM_FILE.say()}</p> });
    view! {
        {rekey::due(source, may_set)}
        {from_file}
        {agents}
        {said}
        {may_set.then(|| acts(source, moved))}
    }
    .into_any()
}

fn acts(source: &Source, moved: Callback<()>) -> AnyView {
    let (act, notices, asked) = (Act::start(), Notices::here(), RwSignal::new(false));
    let (id, version, name) = (source.id, source.version, source.name.clone());
    let is_draft = source.state == SourceState::Draft;
    let is_paused = source.state == SourceState::Paused;
    let address = Page::SetUp(id).address();
    let link = if is_draft { words::RESUME } else { words::CHANGE };
    let rekey = (!is_draft).then(|| {
        view! {
            <a class="button" href=Page::Rekey(id).address()>
                {rekey_words::SHORT.say()}
            </a>
        }
    });
    let pause = (!is_draft).then(|| {
        let press = move |_| {
            let set = SetSource { paused: Some(!is_paused), ..SetSource::default() };
            act.run(api::set_source(id, version, &set), move |_| {
                notices.say(if is_paused { words::CONTINUED.say() } else { words::PAUSED.say() });
                moved.run(());
            });
        };
        view! {
            <button disabled=move || act.is_busy() on:click=press>
                {if is_paused { words::CONTINUE.say() } else { words::PAUSE.say() }}
            </button>
        }
    });
    let gone = (source.origin == SourceOrigin::Portal).then(|| {
        let text = if is_draft { words::DROP } else { words::RETIRE };
        view! { <button on:click=move |_| asked.set(true)>{text.say()}</button> }
    });
    let ask = move || {
        asked.get().then(|| {
            let (title, lead, verb, done) = if is_draft {
                (words::DROP_ASK, words::DROP_LEAD, words::DROP, words::DROPPED)
            } else {
                (words::RETIRE_ASK, words::RETIRE_LEAD, words::RETIRE, words::RETIRED)
            };
            let close = Callback::new(move |()| asked.set(false));
            let forget = move |_| {
                asked.set(false);
                act.run(api::forget_source(id, version), move |_| {
                    notices.say(done.say());
                    moved.run(());
                });
            };
            let buttons = view! {
                <button class="primary" on:click=forget>
                    {verb.say()}
                </button>
                <button on:click=move |_| close.run(())>{frame::CANCEL.say()}</button>
            };
            let body = view! {
                <p>{lead.say()}</p>
                {actions(buttons.into_any())}
            };
            dialog(title.with(&[&name]), close, body.into_any())
        })
    };
    view! {
        <div class="page-acts">
            <a class=if is_draft { "button primary" } else { "button" } href=address>
                {link.say()}
            </a>
            {rekey}
            {pause}
            {gone}
        </div>
        {act.view()}
        {ask}
    }
    .into_any()
}
