//! A text in several languages, as lines of a form: those that the pages speak always, others by their code.

use std::collections::BTreeMap;

use domain::validate;
use leptos::prelude::*;

use crate::{
    language::{Language, language_name},
    parts::icons::{Icon, icon},
    words::{Text, catalogue as words},
};

/// One language's line.
#[derive(Clone, Copy)]
struct Line {
    id: usize,
    language: RwSignal<String>,
    text: RwSignal<String>,
    /// A language that the pages speak; it cannot be another.
    is_fixed: bool,
}

/// The text being written.
#[derive(Clone, Copy)]
pub(super) struct Texts {
    lines: RwSignal<Vec<Line>>,
    wrong: RwSignal<Option<Text>>,
}

impl Texts {
    /// What is written so far.
    pub(super) fn of(texts: &BTreeMap<String, String>) -> Self {
        let fixed: Vec<&str> = Language::ALL.iter().map(|language| language.tag()).collect();
        let spoken = fixed.iter().map(|tag| (*tag, texts.get(*tag).map_or("", String::as_str), true));
        let others = texts.iter().filter(|(tag, _)| !fixed.contains(&tag.as_str()));
        let all = spoken.chain(others.map(|(tag, text)| (tag.as_str(), text.as_str(), false)));
        let lines = all.enumerate().map(|(id, (tag, text, is_fixed))| Line {
            id,
            language: RwSignal::new(tag.to_owned()),
            text: RwSignal::new(text.to_owned()),
            is_fixed,
        });
        Self { lines: RwSignal::new(lines.collect()), wrong: RwSignal::new(None) }
    }

    /// What was written, without blank lines; `None` where something is wrong with it, which is then told. `needs_english` asks for that one.
    pub(super) fn read(self, needs_english: bool) -> Option<BTreeMap<String, String>> {
        let mut texts = BTreeMap::new();
        let mut wrong = None;
        for line in self.lines.get_untracked() {
            let language = line.language.get_untracked().trim().to_owned();
            let text = line.text.get_untracked().trim().to_owned();
            if text.is_empty() && (line.is_fixed || language.is_empty()) {
                continue;
            }
            if text.is_empty() || !validate::is_language(&language) {
                wrong = Some(words::NOT_LANGUAGE);
                continue;
            }
            texts.insert(language, text);
        }
        if needs_english && !texts.contains_key("en") {
            wrong = Some(words::NO_ENGLISH);
        }
        self.wrong.set(wrong);
        wrong.is_none().then_some(texts)
    }

    /// The lines, under a name.
    pub(super) fn view(self, name: Text, lead: Option<Text>) -> AnyView {
        let add = move |_| {
            self.lines.update(|lines| {
                let id = lines.iter().map(|line| line.id + 1).max().unwrap_or(0);
                let (language, text) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
                lines.push(Line { id, language, text, is_fixed: false });
            });
        };
        view! {
            <fieldset class="source-field">
                <legend class="label">{name.say()}</legend>
                {lead.map(|lead| view! { <p class="note">{lead.say()}</p> })}
                <For each=move || self.lines.get() key=|line| line.id let:line>
                    {self.line(line)}
                </For>
                <p class="problem" role="alert">{move || self.wrong.get().map(Text::say)}</p>
                <button type="button" on:click=add>
                    {icon(Icon::Plus)}
                    {words::ADD_LANGUAGE.say()}
                </button>
            </fieldset>
        }
        .into_any()
    }

    fn line(self, line: Line) -> AnyView {
        let type_text = move |event| {
            line.text.set(event_target_value(&event));
            // What was said was said of something else.
            self.wrong.set(None);
        };
        if line.is_fixed {
            let tag = line.language.get_untracked();
            let name = language_name(&tag).unwrap_or(tag);
            return view! {
                <label class="source-field">
                    <span class="label">{words::IN_LANGUAGE.with(&[&name])}</span>
                    <input prop:value=move || line.text.get() on:input=type_text />
                </label>
            }
            .into_any();
        }
        view! {
            <div class="rule">
                <label class="source-field">
                    <span class="label">{words::LANGUAGE_CODE.say()}</span>
                    <input
                        prop:value=move || line.language.get()
                        on:input=move |event| line.language.set(event_target_value(&event))
                    />
                </label>
                <label class="source-field">
                    <span class="label">{words::TEXT_IN_IT.say()}</span>
                    <input prop:value=move || line.text.get() on:input=type_text />
                </label>
                <button
                    type="button"
                    class="quiet icon-only"
                    aria-label=words::REMOVE_LANGUAGE.say()
                    on:click=move |_| self.lines.update(|lines| lines.retain(|other| other.id != line.id))
                >
                    {icon(Icon::Cross)}
                </button>
            </div>
        }
        .into_any()
    }
}
