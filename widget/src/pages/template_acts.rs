//! What is done with a template as a whole: exporting all of it again, adding a row, calling it something else, making another like it, giving it up.

use domain::{
    api::{MakeTarget, TargetTemplate},
    rights::Act as Right,
    template::TargetKind,
};
use leptos::prelude::*;

use super::template::{Desk, reexport_all};
use crate::{
    address::{Page, TemplateTab},
    api,
    navigation::Navigation,
    parts::{
        act::Act,
        dialog::{dialog, submit_or_cancel},
        fields::checked,
        icons::{Icon, icon},
        question::question,
    },
    session::SignedIn,
    words::{Text, templates as words},
};

/// What is being asked.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Asked {
    Rename,
    Duplicate,
    Retire,
}

pub(super) fn acts(desk: Desk, template: &TargetTemplate) -> AnyView {
    let asked = RwSignal::new(None::<Asked>);
    let close = Callback::new(move |()| asked.set(None));
    let is_of_directory = template.kind == TargetKind::Directory;
    let button = |what: Asked, word: Text| {
        view! {
            <button type="button" on:click=move |_| asked.set(Some(what))>
                {word.say()}
            </button>
        }
        .into_any()
    };
    let setting = desk.may_set.then(|| {
        view! {
            <button type="button" class="primary" on:click=move |_| desk.writing.set(Some(None))>
                {icon(Icon::Plus)}
                {words::ADD.say()}
            </button>
            {button(Asked::Duplicate, words::DUPLICATE)}
            {(!is_of_directory).then(|| button(Asked::Rename, words::RENAME))}
            {(!is_of_directory).then(|| button(Asked::Retire, words::RETIRE))}
        }
    });
    let again = SignedIn::here().may(Right::SeeExports).then(|| reexport_all(desk.target));
    let (name, version) = (template.name.clone(), template.version);
    let shown = move || {
        asked.get().map(|what| match what {
            Asked::Rename => rename(desk, &name, close),
            Asked::Duplicate => duplicate(desk, &name, close),
            Asked::Retire => retire(desk, &name, version, close),
        })
    };
    view! {
        <div class="page-acts">{setting} {again}</div>
        {shown}
    }
    .into_any()
}

/// A dialog that asks for a name.
fn ask_name(
    title: String,
    word: Text,
    act: Act,
    first: &str,
    close: Callback<()>,
    send: impl Fn(String) + 'static,
) -> AnyView {
    let name = RwSignal::new(first.to_owned());
    let wrong = RwSignal::new(None);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let typed = name.get_untracked().trim().to_owned();
        wrong.set(typed.is_empty().then_some(words::NO_NAME));
        if !typed.is_empty() {
            send(typed);
        }
    };
    let body = view! {
        <form class="source-form" novalidate on:submit=submit>
            {checked(words::NAME, None, name, wrong.into())}
            {act.view()}
            {submit_or_cancel(act, word, close)}
        </form>
    };
    dialog(title, close, body.into_any())
}

fn rename(desk: Desk, name: &str, close: Callback<()>) -> AnyView {
    let act = Act::start();
    let send = move |name: String| {
        act.run(api::rename_target(desk.target, desk.version(), name), move |template| {
            close.run(());
            let said = words::SAVED.with(&[&template.name]);
            desk.edited(template, said);
        });
    };
    ask_name(words::RENAME_OF.with(&[name]), words::SAVE, act, name, close, send)
}

fn duplicate(desk: Desk, name: &str, close: Callback<()>) -> AnyView {
    let (act, navigation) = (Act::start(), Navigation::here());
    let send = move |name: String| {
        let make = MakeTarget { name, source: None, like: Some(desk.target) };
        act.run(api::make_target(&make), move |made| {
            close.run(());
            desk.notices.say(words::SAVED.with(&[&made.name]));
            navigation.go(&Page::Template(made.target, TemplateTab::Export));
        });
    };
    ask_name(words::DUPLICATE.say().to_owned(), words::MAKE, act, &words::COPY_OF.with(&[name]), close, send)
}

fn retire(desk: Desk, name: &str, version: i64, close: Callback<()>) -> AnyView {
    let (act, navigation) = (Act::start(), Navigation::here());
    let title = words::RETIRE_ASK.with(&[name]);
    let name = name.to_owned();
    let send = move || {
        let name = name.clone();
        // The question names what becomes of what waits.
        act.run(api::retire_target(desk.target, version, true), move |_| {
            desk.notices.say(words::RETIRED.with(&[&name]));
            navigation.go(&Page::Exports);
        });
    };
    question(title, words::RETIRE_LEAD.say(), words::RETIRE_NOW, act, send, close)
}
