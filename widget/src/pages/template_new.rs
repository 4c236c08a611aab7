//! Adding a template: a target of files, with no rows or with those of another.

use domain::{
    api::{MakeTarget, Source, Target},
    id::{SourceId, TargetId},
};
use leptos::prelude::*;

use crate::{
    address::{Page, TemplateTab},
    api,
    navigation::Navigation,
    parts::{
        act::Act,
        dialog::{dialog, submit_or_cancel},
        fields::{checked, named_choice},
        loading::{load, loaded},
        notice::Notices,
    },
    words::templates as words,
};

pub(super) fn new_dialog(targets: Vec<Target>, close: Callback<()>) -> AnyView {
    let sources = load(api::sources);
    let body = move |sources: Vec<Source>| form(&sources, &targets, close);
    dialog(words::NEW.say().to_owned(), close, loaded(sources, body))
}

fn form(sources: &[Source], targets: &[Target], close: Callback<()>) -> AnyView {
    let (act, navigation, notices) = (Act::start(), Navigation::here(), Notices::here());
    let (name, wrong) = (RwSignal::new(String::new()), RwSignal::new(None));
    let (source, like) = (RwSignal::new(0_usize), RwSignal::new(0_usize));
    let ids: Vec<SourceId> = sources.iter().map(|source| source.id).collect();
    let others: Vec<TargetId> = targets.iter().map(|target| target.id).collect();
    let names = sources.iter().map(|source| source.name.clone()).collect();
    let rows_of = targets.iter().map(|target| words::ROWS_OF.with(&[&target.name]));
    let begin = std::iter::once(words::NO_ROWS.say().to_owned()).chain(rows_of).collect();
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let typed = name.get_untracked().trim().to_owned();
        wrong.set(typed.is_empty().then_some(words::NO_NAME));
        if typed.is_empty() {
            return;
        }
        let like = like.get_untracked().checked_sub(1).and_then(|place| others.get(place).copied());
        let make = MakeTarget { name: typed, source: ids.get(source.get_untracked()).copied(), like };
        act.run(api::make_target(&make), move |made| {
            close.run(());
            notices.say(words::MADE.with(&[&made.name]));
            navigation.go(&Page::Template(made.target, TemplateTab::Export));
        });
    };
    view! {
        <form class="source-form" novalidate on:submit=submit>
            <p>{words::NEW_LEAD.say()}</p>
            {checked(words::NAME, None, name, wrong.into())}
            {named_choice(words::SOURCE, names, source)}
            {named_choice(words::BEGIN_WITH, begin, like)}
            {act.view()}
            {submit_or_cancel(act, words::MAKE, close)}
        </form>
    }
    .into_any()
}
