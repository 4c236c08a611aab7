//! What letters say: the words for each event and language, tried on people who do not exist before they are saved.

use domain::{
    api::{LetterPreview, NoticeSettings, SetNoticeSettings, SetTemplate, Template},
    news::NewsAbout,
};
use leptos::prelude::*;

use super::{
    notice_choices::event,
    notice_settings::{catch_up, overtaken},
};
use crate::{
    api,
    language::language_name,
    parts::{
        act::Act,
        fields::{named_choice, typed},
        loading::Load,
        notice::Notices,
        question::question,
    },
    words::notices as words,
};

/// A letter by its event and language.
type Which = (NewsAbout, String);

/// Which letter is chosen, and the subjects and texts of those that were written in and not saved. They are kept outside of what is drawn anew
/// when something is saved.
#[derive(Clone, Copy)]
pub(super) struct Drafts {
    chosen: RwSignal<usize>,
    written: StoredValue<Vec<(Which, Words)>>,
    act: Act,
}

/// Subject and text.
type Words = (String, String);

impl Drafts {
    pub(super) fn start() -> Self {
        let (chosen, act) = (RwSignal::new(0), Act::start());
        // What was wrong with one letter is not said of another.
        Effect::new(move |before: Option<usize>| {
            let now = chosen.get();
            if before.is_some_and(|before| before != now) {
                act.forget();
            }
            now
        });
        Self { chosen, written: StoredValue::new(Vec::new()), act }
    }

    fn of(self, which: &Which) -> Option<Words> {
        self.written.with_value(|all| all.iter().find(|(known, _)| known == which).map(|(_, words)| words.clone()))
    }

    fn forget(self, which: &Which) {
        self.written.update_value(|all| all.retain(|(known, _)| known != which));
    }

    /// Keeps what is written, if it is something else than what is saved.
    fn keep(self, which: &Which, words: Words, saved: &Words) {
        self.forget(which);
        if words != *saved {
            self.written.update_value(|all| all.push((which.clone(), words)));
        }
    }
}

/// A list of the letters, and the words of the one that is chosen.
pub(super) fn editor(now: &NoticeSettings, drafts: Drafts, may_set: bool, settings: Load<NoticeSettings>) -> AnyView {
    let names = |in_subject: bool| {
        let places = now.places.iter().filter(|place| !in_subject || place.in_subject);
        places.map(|place| ["{", &place.name, "}"].concat()).collect::<Vec<_>>().join(", ")
    };
    let hint = words::LETTERS_HINT.with(&[&names(false), &names(true)]);
    let (version, templates) = (now.version, now.templates.clone());
    let letters = templates.iter().map(name_of);
    let list = named_choice(words::EVENT, letters.collect(), drafts.chosen);
    let words_of = move || {
        let one = templates.get(drafts.chosen.get())?;
        Some(one_letter(one, drafts, version, may_set, settings))
    };
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

fn name_of(one: &Template) -> String {
    let language = language_name(&one.language).unwrap_or_else(|| one.language.clone());
    [event(one.about).say(), " – ", &language].concat()
}

fn one_letter(now: &Template, drafts: Drafts, version: i64, may_set: bool, settings: Load<NoticeSettings>) -> AnyView {
    let (act, notices) = (drafts.act, Notices::here());
    let (which, saved) = ((now.about, now.language.clone()), (now.subject.clone(), now.text.clone()));
    let (subject, text) = drafts.of(&which).unwrap_or_else(|| saved.clone());
    let (subject, text) = (RwSignal::new(subject), RwSignal::new(text));
    let kept = which.clone();
    Effect::new(move |_| drafts.keep(&kept, (subject.get(), text.get()), &saved));
    let seen = RwSignal::new(None::<LetterPreview>);
    let is_asked = RwSignal::new(false);
    let (is_usual, name) = (now.usual, name_of(now));
    let set = {
        let (about, language) = which.clone();
        move |subject: String, text: String| SetTemplate { about, language: language.clone(), subject, text }
    };
    let typed_now = {
        let set = set.clone();
        move || set(subject.get_untracked(), text.get_untracked())
    };
    let keep = move |template: SetTemplate| {
        let set = SetNoticeSettings { templates: Some(vec![template]), ..SetNoticeSettings::default() };
        let which = which.clone();
        let done = move |saved| {
            notices.say(words::SAVED.say());
            drafts.forget(&which);
            settings.put(saved);
        };
        act.run_or(api::set_notice_settings(version, &set), done, move |trouble| catch_up(trouble, settings));
    };
    let look = {
        let typed_now = typed_now.clone();
        move |_| act.run(api::preview_letter(&typed_now()), move |letter| seen.set(Some(letter)))
    };
    let save = {
        let keep = keep.clone();
        move |submitted: leptos::ev::SubmitEvent| {
            submitted.prevent_default();
            keep(typed_now());
        }
    };
    let ask = move || {
        is_asked.get().then(|| {
            let (keep, set) = (keep.clone(), set.clone());
            let back = move || keep(set(String::new(), String::new()));
            let close = Callback::new(move |()| is_asked.set(false));
            let title = words::TO_USUAL_ASK.with(&[&name]);
            question(title, words::TO_USUAL_LEAD.say(), words::TO_USUAL, act, back, close)
        })
    };
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
                            <button
                                type="button"
                                disabled=move || act.is_busy()
                                on:click=move |_| is_asked.set(true)
                            >
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
            <fieldset class="plain" disabled=!may_set>
                {typed(words::SUBJECT, "text", subject)}
                <label class="source-field">
                    <span class="label">{words::TEXT.say()}</span>
                    <textarea
                        rows="10"
                        prop:value=move || text.get()
                        on:input=move |event| text.set(event_target_value(&event))
                    ></textarea>
                </label>
            </fieldset>
            {move || (!is_asked.get()).then(|| view! { {act.view()} {overtaken(act)} })}
            {preview}
            {acts}
        </form>
        {ask}
    }
    .into_any()
}
