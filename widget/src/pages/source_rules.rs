//! Rules as rows of a form.

use domain::selection::{How, Rule, Subject};
use leptos::prelude::*;

use crate::{
    parts::{
        fields::{choice, typed},
        icons::{Icon, icon},
    },
    words::{Text, selection as words},
};

const SUBJECTS: [(Subject, Text); 3] =
    [(Subject::Person, words::PERSON), (Subject::Group, words::GROUP), (Subject::Container, words::CONTAINER)];
const HOWS: [(How, Text); 4] = [
    (How::Exact, words::EXACT),
    (How::Substring, words::SUBSTRING),
    (How::Regex, words::REGEX),
    (How::Filter, words::FILTER),
];

/// A rule being written.
#[derive(Clone, Copy)]
struct Row {
    subject: RwSignal<usize>,
    attribute: RwSignal<String>,
    how: RwSignal<usize>,
    pattern: RwSignal<String>,
}

impl Row {
    fn of(rule: &Rule) -> Self {
        let place = SUBJECTS.iter().position(|(subject, _)| *subject == rule.subject).unwrap_or(0);
        let how = HOWS.iter().position(|(how, _)| *how == rule.how).unwrap_or(0);
        Self {
            subject: RwSignal::new(place),
            attribute: RwSignal::new(rule.attribute.clone()),
            how: RwSignal::new(how),
            pattern: RwSignal::new(rule.pattern.clone()),
        }
    }

    fn fresh() -> Self {
        let (subject, how) = (Subject::Person, How::Exact);
        Self::of(&Rule { subject, attribute: String::new(), how, pattern: String::new() })
    }

    fn rule(self) -> Rule {
        Rule {
            subject: SUBJECTS.get(self.subject.get()).map_or(Subject::Person, |(subject, _)| *subject),
            attribute: self.attribute.get().trim().to_owned(),
            how: HOWS.get(self.how.get()).map_or(How::Exact, |(how, _)| *how),
            pattern: self.pattern.get(),
        }
    }
}

/// The rows of one list of rules.
#[derive(Clone, Copy)]
pub(super) struct Rows(RwSignal<Vec<Row>>);

impl Rows {
    pub(super) fn of(rules: &[Rule]) -> Self {
        Self(RwSignal::new(rules.iter().map(Row::of).collect()))
    }

    /// The rules as they stand; read inside a view they are followed.
    pub(super) fn rules(self) -> Vec<Rule> {
        self.0.get().into_iter().map(Row::rule).collect()
    }
}

/// One list of rules.
pub(super) fn rules(title: Text, lead: Option<Text>, rows: Rows) -> AnyView {
    let add = move |_| rows.0.update(|rows| rows.push(Row::fresh()));
    let shown =
        move || rows.0.get().into_iter().enumerate().map(|(place, row)| drawn(place, row, rows)).collect::<Vec<_>>();
    view! {
        <fieldset class="source-field">
            <legend class="label">{title.say()}</legend>
            {lead.map(|lead| view! { <p class="note">{lead.say()}</p> })}
            {shown}
            <button on:click=add>
                {words::ADD_RULE.say()}
            </button>
        </fieldset>
    }
    .into_any()
}

fn drawn(place: usize, row: Row, rows: Rows) -> AnyView {
    let remove = move |_| {
        rows.0.update(|rows| {
            if place < rows.len() {
                rows.remove(place);
            }
        });
    };
    let number = (place + 1).to_string();
    // A filter names its attributes itself, and a container is named by its name.
    let needs_attribute = move || row.how.get() != 3 && row.subject.get() != 2;
    view! {
        <div class="rule">
            {choice(words::SUBJECT, &SUBJECTS.map(|(_, text)| text), row.subject)}
            {move || needs_attribute().then(|| typed(words::ATTRIBUTE, "text", row.attribute))}
            {choice(words::HOW, &HOWS.map(|(_, text)| text), row.how)} {typed(words::PATTERN, "text", row.pattern)}
            <button class="icon-button" aria-label=words::REMOVE_RULE.with(&[&number]) on:click=remove>
                {icon(Icon::Cross)}
            </button>
        </div>
    }
    .into_any()
}
