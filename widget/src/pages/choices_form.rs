//! The options of a pick list being written: values, names, order, which are retired, and beside which values of another attribute each is
//! offered.

use std::collections::BTreeMap;

use domain::{api::AttributeView, attribute::Rules, choice::Choice, name::AttributeKey, text::fold};
use leptos::prelude::*;

use super::attributes::label;
use crate::{
    parts::{
        fields::named_choice,
        icons::{Icon, icon},
    },
    words::{Text, catalogue as words},
};

/// One option being written. Names in languages that the form does not show stay as they are.
#[derive(Clone, Copy)]
struct Row {
    id: usize,
    value: RwSignal<String>,
    english: RwSignal<String>,
    french: RwSignal<String>,
    others: StoredValue<BTreeMap<String, String>>,
    retired: RwSignal<bool>,
    under: RwSignal<String>,
}

/// The list being written.
#[derive(Clone, Copy)]
pub(super) struct Options {
    rows: RwSignal<Vec<Row>>,
    /// Place among the attributes that it can depend on; the first is none.
    parent: RwSignal<usize>,
    parents: StoredValue<Vec<AttributeView>>,
    wrong: RwSignal<Option<Text>>,
}

impl Row {
    fn of(id: usize, choice: &Choice) -> Self {
        let label = |tag: &str| RwSignal::new(choice.labels.get(tag).cloned().unwrap_or_default());
        let mut others = choice.labels.clone();
        others.retain(|tag, _| tag != "en" && tag != "fr");
        Self {
            id,
            value: RwSignal::new(choice.value.clone()),
            english: label("en"),
            french: label("fr"),
            others: StoredValue::new(others),
            retired: RwSignal::new(choice.retired),
            under: RwSignal::new(choice.under.join(", ")),
        }
    }

    fn choice(self) -> Choice {
        let mut labels = self.others.get_value();
        for (tag, text) in [("en", self.english), ("fr", self.french)] {
            let text = text.get_untracked().trim().to_owned();
            if !text.is_empty() {
                labels.insert(tag.to_owned(), text);
            }
        }
        let under = self.under.get_untracked();
        let under = under.split(',').map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned).collect();
        Choice {
            value: self.value.get_untracked().trim().to_owned(),
            labels,
            retired: self.retired.get_untracked(),
            under,
        }
    }
}

impl Options {
    /// The options of `rules`, of an attribute that is `own` or of none yet, among `all` attributes.
    pub(super) fn of(rules: &Rules, own: Option<&AttributeKey>, all: &[AttributeView]) -> Self {
        let parents: Vec<AttributeView> = all.iter().filter(|view| Some(&view.attribute.key) != own).cloned().collect();
        let chosen = |key: &AttributeKey| parents.iter().position(|view| view.attribute.key == *key);
        let parent = rules.depends_on.as_ref().and_then(chosen).map_or(0, |place| place + 1);
        let rows = rules.choices.iter().enumerate().map(|(id, choice)| Row::of(id, choice)).collect();
        Self {
            rows: RwSignal::new(rows),
            parent: RwSignal::new(parent),
            parents: StoredValue::new(parents),
            wrong: RwSignal::new(None),
        }
    }

    fn parent(self) -> Option<AttributeView> {
        let place = self.parent.get().checked_sub(1)?;
        self.parents.with_value(|parents| parents.get(place).cloned())
    }

    /// What was written; `None` where something is wrong with it, which is then told.
    pub(super) fn read(self, may_be_none: bool) -> Option<(Vec<Choice>, Option<AttributeKey>)> {
        let parent = untrack(|| self.parent());
        let choices: Vec<Choice> = self.rows.get_untracked().into_iter().map(Row::choice).collect();
        let folded: Vec<String> = choices.iter().map(|choice| fold(&choice.value)).collect();
        let wrong = if folded.iter().any(String::is_empty) {
            Some(words::NO_VALUE)
        } else if folded.iter().enumerate().any(|(place, text)| folded.iter().take(place).any(|other| other == text)) {
            Some(words::TWICE)
        } else if !may_be_none && choices.iter().all(|choice| choice.retired) {
            Some(words::NO_OPTIONS)
        } else {
            None
        };
        self.wrong.set(wrong);
        let depends_on = parent.map(|view| view.attribute.key);
        wrong.is_none().then_some((choices, depends_on))
    }

    fn shift(self, id: usize, up: bool) {
        self.rows.update(|rows| {
            let Some(place) = rows.iter().position(|row| row.id == id) else { return };
            let other = if up { place.checked_sub(1) } else { Some(place + 1) };
            if let Some(other) = other.filter(|other| *other < rows.len()) {
                rows.swap(place, other);
            }
        });
    }

    pub(super) fn view(self) -> AnyView {
        let names =
            self.parents.with_value(|parents| parents.iter().map(|view| label(view).to_owned()).collect::<Vec<_>>());
        let names = std::iter::once(words::ON_NOTHING.say().to_owned()).chain(names).collect();
        let add = move |_| {
            self.rows.update(|rows| {
                let id = rows.iter().map(|row| row.id + 1).max().unwrap_or(0);
                rows.push(Row::of(id, &Choice::from("")));
            });
        };
        view! {
            <fieldset class="source-field wide">
                <legend class="label">{words::CHOICES.say()}</legend>
                <p class="note">{words::CHOICES_LEAD.say()}</p>
                {named_choice(words::DEPENDS_ON, names, self.parent)}
                <For each=move || self.rows.get() key=|row| row.id let:row>
                    {self.row(row)}
                </For>
                <p class="problem" role="alert">{move || self.wrong.get().map(Text::say)}</p>
                <button type="button" on:click=add>
                    {icon(Icon::Plus)}
                    {words::ADD_OPTION.say()}
                </button>
            </fieldset>
        }
        .into_any()
    }

    fn row(self, row: Row) -> AnyView {
        let number = Memo::new(move |_| {
            let place = self.rows.with(|rows| rows.iter().position(|other| other.id == row.id)).unwrap_or(0);
            (place + 1).to_string()
        });
        let line = |name: Text, text: RwSignal<String>| {
            view! {
                <label class="source-field">
                    <span class="label">{name.say()}</span>
                    <input prop:value=move || text.get() on:input=move |event| text.set(event_target_value(&event)) />
                </label>
            }
        };
        let under = move || {
            self.parent().map(|parent| {
                let name = words::OPTION_UNDER.with(&[label(&parent)]);
                view! {
                    <label class="source-field">
                        <span class="label">{name}</span>
                        <input
                            prop:value=move || row.under.get()
                            on:input=move |event| row.under.set(event_target_value(&event))
                        />
                    </label>
                }
            })
        };
        let button = move |sign: Icon, name: Text, press: Callback<()>| {
            view! {
                <button
                    type="button"
                    class="quiet icon-only"
                    aria-label=move || name.with(&[&number.get()])
                    on:click=move |_| press.run(())
                >
                    {icon(sign)}
                </button>
            }
        };
        let remove = Callback::new(move |()| self.rows.update(|rows| rows.retain(|other| other.id != row.id)));
        view! {
            <div class="rule" role="group" aria-label=move || words::OPTION.with(&[&number.get()])>
                {line(words::OPTION_VALUE, row.value)}
                {line(words::OPTION_ENGLISH, row.english)}
                {line(words::OPTION_FRENCH, row.french)}
                {under}
                <label class="choice">
                    <input
                        type="checkbox"
                        prop:checked=move || row.retired.get()
                        on:change=move |_| row.retired.update(|retired| *retired = !*retired)
                    />
                    <span>{words::RETIRED.say()}</span>
                </label>
                <div class="rule-acts">
                    {button(Icon::Up, words::OPTION_UP, Callback::new(move |()| self.shift(row.id, true)))}
                    {button(Icon::Down, words::OPTION_DOWN, Callback::new(move |()| self.shift(row.id, false)))}
                    {button(Icon::Cross, words::OPTION_REMOVE, remove)}
                </div>
            </div>
        }
        .into_any()
    }
}
