//! What becomes of people who leave a source, and of those who are back: shown in a line, chosen in a small form.

use domain::{
    api::{SetSource, Source},
    leaving::{Leaving, WhenBack, WhenGone},
};
use leptos::prelude::*;

use crate::{
    api,
    parts::{act::Act, fields::choice, notice::Notices},
    words::{Text, leaving as words},
};

fn gone(choice: WhenGone) -> Text {
    match choice {
        WhenGone::Block => words::BLOCK,
        WhenGone::Suspend => words::SUSPEND,
        WhenGone::Nothing => words::NOTHING,
    }
}

fn back(choice: WhenBack) -> Text {
    match choice {
        WhenBack::LetIn => words::LET_IN,
        WhenBack::Ask => words::ASK,
    }
}

/// The choice in a line.
pub(super) fn in_words(leaving: Leaving) -> String {
    [gone(leaving.when_gone).say(), back(leaving.when_back).say()].join(" · ")
}

/// The choice, and for who may set it the form behind it.
pub(super) fn leaving_editor(source: &Source, may_set: bool, moved: Callback<()>) -> AnyView {
    let Leaving { when_gone, when_back } = source.leaving;
    let line = in_words(source.leaving);
    if !may_set {
        return view! { <p><span class="label">{words::TITLE.say()}</span> {line}</p> }.into_any();
    }
    let (act, notices) = (Act::start(), Notices::here());
    let place = |found: Option<usize>| RwSignal::new(found.unwrap_or_default());
    let chosen_gone = place(WhenGone::ALL.iter().position(|one| *one == when_gone));
    let chosen_back = place(WhenBack::ALL.iter().position(|one| *one == when_back));
    let (id, version) = (source.id, source.version);
    let save = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let leaving = Leaving {
            when_gone: WhenGone::ALL.get(chosen_gone.get_untracked()).copied().unwrap_or_default(),
            when_back: WhenBack::ALL.get(chosen_back.get_untracked()).copied().unwrap_or_default(),
        };
        let settings = SetSource { leaving: Some(leaving), ..SetSource::default() };
        act.run(api::set_source(id, version, &settings), move |_| {
            notices.say(words::SAVED.say());
            moved.run(());
        });
    };
    view! {
        <details>
            <summary>{words::TITLE.say()} " – " {line}</summary>
            <form class="source-form" on:submit=save>
                <p class="hint">{words::LEAD.say()}</p>
                {choice(words::GONE, &WhenGone::ALL.map(gone), chosen_gone)}
                {choice(words::BACK, &WhenBack::ALL.map(back), chosen_back)}
                {act.view()}
                <div class="page-acts">
                    <button class="primary" disabled=move || act.is_busy()>
                        {words::SAVE.say()}
                    </button>
                </div>
            </form>
        </details>
    }
    .into_any()
}
