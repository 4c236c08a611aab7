//! What letters say: the words for each event and language, tried on people who do not exist before they are saved.

use domain::api::{LetterPreview, NoticeSettings, SetNoticeSettings, SetTemplate, Template};
use leptos::prelude::*;

use super::notice_choices::event;
use crate::{
    api,
    language::language_name,
    parts::{
        act::Act,
        fields::{named_choice, typed},
        loading::Load,
        notice::Notices,
    },
    words::notices as words,
};

/// A list of the letters, and the words of the one that is chosen.
pub(super) fn editor(now: &NoticeSettings, may_set: bool, settings: Load<NoticeSettings>) -> AnyView {
    let names = |in_subject: bool| {
        let places = now.places.iter().filter(|place| !in_subject || place.in_subject);
        places.map(|place| ["{", &place.name, "}"].concat()).collect::<Vec<_>>().join(", ")
    };
    let hint = words::LETTERS_HINT.with(&[&names(false), &names(true)]);
    let (version, templates) = (now.version, now.templates.clone());
    let chosen = RwSignal::new(0);
    let letters = templates.iter().map(|one| {
        let language = language_name(&one.language).unwrap_or_else(|| one.language.clone());
        [event(one.about).say(), " – ", &language].concat()
    });
    let list = named_choice(words::EVENT, letters.collect(), chosen);
    let words_of = move || templates.get(chosen.get()).map(|one| one_letter(one, version, may_set, settings));
    view! {
        <section class="card">
            <h2>{words::LETTERS.say()}</h2>
            <p class="hint">{hint}</p>
            {list}
            {words_of}
        </section>
    }
    .into_any()
}

fn one_letter(now: &Template, version: i64, may_set: bool, settings: Load<NoticeSettings>) -> AnyView {
    let (act, notices) = (Act::start(), Notices::here());
    let (subject, text) = (RwSignal::new(now.subject.clone()), RwSignal::new(now.text.clone()));
    let seen = RwSignal::new(None::<LetterPreview>);
    let (about, language, is_usual) = (now.about, now.language.clone(), now.usual);
    let set = move |subject: String, text: String| SetTemplate { about, language: language.clone(), subject, text };
    let typed_now = {
        let set = set.clone();
        move || set(subject.get_untracked(), text.get_untracked())
    };
    let keep = move |template: SetTemplate| {
        let set = SetNoticeSettings { templates: Some(vec![template]), ..SetNoticeSettings::default() };
        act.run(api::set_notice_settings(version, &set), move |saved| {
            notices.say(words::SAVED.say());
            settings.put(saved);
        });
    };
    let look = {
        let typed_now = typed_now.clone();
        move |_| act.run(api::preview_letter(&typed_now()), move |letter| seen.set(Some(letter)))
    };
    let save = move |submitted: leptos::ev::SubmitEvent| {
        submitted.prevent_default();
        keep(typed_now());
    };
    let back = move |_| keep(set(String::new(), String::new()));
    let preview = move || {
        seen.get().map(|letter| {
            view! {
                <div class="note">
                    <p class="quiet-text">{words::PREVIEW_LEAD.say()}</p>
                    <p>
                        <strong>{letter.subject}</strong>
                    </p>
                    <p class="letter">{letter.text}</p>
                </div>
            }
        })
    };
    let acts = may_set.then(|| {
        view! {
            <div class="page-acts">
                <button type="button" disabled=move || act.is_busy() on:click=look>
                    {words::PREVIEW.say()}
                </button>
                {(!is_usual)
                    .then(|| {
                        view! {
                            <button type="button" disabled=move || act.is_busy() on:click=back>
                                {words::TO_USUAL.say()}
                            </button>
                        }
                    })}
                <button class="primary" disabled=move || act.is_busy()>
                    {words::SAVE.say()}
                </button>
            </div>
        }
    });
    let whose = if is_usual { words::USUAL_WORDS } else { words::OWN_WORDS };
    view! {
        <form class="source-form" on:submit=save>
            <p class="quiet-text">{whose.say()}</p>
            {typed(words::SUBJECT, "text", subject)}
            <label class="source-field">
                <span class="label">{words::TEXT.say()}</span>
                <textarea
                    rows="10"
                    prop:value=move || text.get()
                    on:input=move |event| text.set(event_target_value(&event))
                ></textarea>
            </label>
            {act.view()}
            {preview}
            {acts}
        </form>
    }
    .into_any()
}
