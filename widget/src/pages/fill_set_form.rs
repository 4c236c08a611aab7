//! Writing a set of values: what it is chosen by, and what it fills in. What is wrong is told where it was written.

use domain::{
    api::{AttributeView, FillSetView},
    attribute::Kind,
    fill::{FillSet, SetValue},
    kind::country,
    name::AttributeKey,
    value::Value,
};
use leptos::prelude::*;

use super::{
    attributes::label,
    fill_sets::{Desk, in_words, usable},
};
use crate::{
    api,
    language::Language,
    parts::{
        act::Act,
        dialog::{dialog, submit_or_cancel},
        fields::{checked, named_choice},
        icons::{Icon, icon},
    },
    words::{Text, fills as words, frame},
};

/// One value being written.
#[derive(Clone, Copy)]
struct Row {
    id: usize,
    attribute: RwSignal<usize>,
    value: RwSignal<String>,
    even_locked: RwSignal<bool>,
}

/// The set being written.
#[derive(Clone, Copy)]
struct Written {
    name: RwSignal<String>,
    when: RwSignal<usize>,
    is: RwSignal<String>,
    rows: RwSignal<Vec<Row>>,
    all: StoredValue<Vec<AttributeView>>,
    wrong: RwSignal<[Option<Text>; 3]>,
}

impl Written {
    fn of(set: Option<&FillSet>, all: Vec<AttributeView>) -> Self {
        let place = |key: &AttributeKey| all.iter().position(|view| view.attribute.key == *key).unwrap_or(0);
        let words = |key: &AttributeKey, value: &Value| RwSignal::new(in_words(&all, key, value));
        let office = all.iter().position(|view| view.attribute.kind == Kind::Choice).unwrap_or(0);
        let rows = set.map_or(&[][..], |set| set.fills.as_slice()).iter().enumerate();
        let rows = rows.map(|(id, fill)| Row {
            id,
            attribute: RwSignal::new(place(&fill.attribute)),
            value: words(&fill.attribute, &fill.value),
            even_locked: RwSignal::new(fill.even_locked),
        });
        Self {
            name: RwSignal::new(set.map(|set| set.name.clone()).unwrap_or_default()),
            when: RwSignal::new(set.map_or(office, |set| place(&set.when))),
            is: set.map_or_else(|| RwSignal::new(String::new()), |set| words(&set.when, &set.is)),
            rows: RwSignal::new(rows.collect()),
            all: StoredValue::new(all),
            wrong: RwSignal::new([None; 3]),
        }
    }

    fn attribute(self, place: usize) -> Option<AttributeView> {
        self.all.with_value(|all| all.get(place).cloned())
    }

    /// The value that a text means in an attribute.
    fn value(self, place: usize, text: &str) -> Option<(AttributeKey, Value)> {
        let attribute = self.attribute(place)?.attribute;
        let texts: Vec<String> =
            if attribute.many { text.split(',').map(str::to_owned).collect() } else { vec![text.to_owned()] };
        let value = domain::kind::clean(&attribute, &Value::many(texts)?)?;
        Some((attribute.key, value))
    }

    /// The set, if nothing is wrong with it; else that is told.
    fn read(self) -> Option<FillSet> {
        let name = self.name.get_untracked().trim().to_owned();
        let chosen = self.value(self.when.get_untracked(), &self.is.get_untracked());
        let rows = self.rows.get_untracked();
        let fills: Vec<SetValue> = rows
            .iter()
            .filter_map(|row| {
                let (attribute, value) = self.value(row.attribute.get_untracked(), &row.value.get_untracked())?;
                Some(SetValue { attribute, value, even_locked: row.even_locked.get_untracked() })
            })
            .collect();
        let wrong_fills =
            if fills.len() < rows.len() { Some(words::NO_VALUE) } else { fills.is_empty().then_some(words::NO_FILLS) };
        self.wrong.set([
            name.is_empty().then_some(words::NO_NAME),
            chosen.is_none().then_some(words::NO_VALUE),
            wrong_fills,
        ]);
        let (when, is) = chosen?;
        let is_right = self.wrong.with_untracked(|wrong| wrong.iter().all(Option::is_none));
        is_right.then_some(FillSet { name, when, is, fills })
    }

    fn wrong(self, place: usize) -> Signal<Option<Text>> {
        Signal::derive(move || self.wrong.with(|wrong| wrong.get(place).copied().flatten()))
    }
}

pub(super) fn form_dialog(desk: Desk, known: Option<&FillSetView>, labels: &[AttributeView]) -> AnyView {
    let written = Written::of(known.map(|view| &view.set), usable(labels));
    let seen = known.map(|view| (view.id, view.version));
    let act = Act::start();
    let close = Callback::new(move |()| desk.writing.set(None));
    let save = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Some(set) = written.read() else { return };
        let ask = match seen {
            Some((id, version)) => api::set_fill_set(id, version, &set),
            None => api::add_fill_set(&set),
        };
        act.run(ask, move |view| {
            desk.notices.say(words::SAVED.with(&[&view.set.name]));
            desk.writing.set(None);
            desk.list.again();
        });
    };
    let names = written.all.with_value(|all| all.iter().map(|view| label(view).to_owned()).collect::<Vec<_>>());
    let listed = names.clone();
    let add = move |_| {
        written.rows.update(|rows| {
            let id = rows.iter().map(|row| row.id + 1).max().unwrap_or(0);
            let (attribute, value) = (RwSignal::new(0), RwSignal::new(String::new()));
            rows.push(Row { id, attribute, value, even_locked: RwSignal::new(false) });
        });
    };
    let body = view! {
        <form class="source-form" novalidate on:submit=save on:input=move |_| written.wrong.set([None; 3])>
            {checked(words::NAME, None, written.name, written.wrong(0))}
            {named_choice(words::WHEN, names, written.when)}
            {value_line(written, words::IS, written.when, written.is, written.wrong(1))}
            <fieldset class="source-field wide">
                <legend class="label">{words::FILLS.say()}</legend>
                <For each=move || written.rows.get() key=|row| row.id let:row>
                    {fill_row(written, row, listed.clone())}
                </For>
                <p class="problem" role="alert">{move || written.wrong(2).get().map(Text::say)}</p>
                <button type="button" on:click=add>
                    {icon(Icon::Plus)}
                    {words::ADD_VALUE.say()}
                </button>
            </fieldset>
            {act.view()}
            {submit_or_cancel(act, words::SAVE, close)}
        </form>
    };
    let title = if seen.is_some() { words::CHANGE } else { words::ADD };
    dialog(title.say().to_owned(), close, body.into_any())
}

/// A line for a value, with what can be chosen as suggestions.
fn value_line(
    written: Written,
    name: Text,
    attribute: RwSignal<usize>,
    text: RwSignal<String>,
    wrong: Signal<Option<Text>>,
) -> AnyView {
    let place = NEXT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    let id = ["fill-options-", &place.to_string()].concat();
    let listed = id.clone();
    let options = move || {
        let names = written.attribute(attribute.get()).map(|view| names(&view)).unwrap_or_default();
        names.into_iter().map(|name| view! { <option value=name></option> }.into_any()).collect::<Vec<_>>()
    };
    view! {
        <label class="source-field">
            <span class="label">{name.say()}</span>
            <input
                list=listed
                autocomplete="off"
                aria-invalid=move || wrong.get().is_some().to_string()
                prop:value=move || text.get()
                on:input=move |event| text.set(event_target_value(&event))
            />
            {move || wrong.get().map(|wrong| view! { <span class="problem" role="alert">{wrong.say()}</span> })}
        </label>
        <datalist id=id>{options}</datalist>
    }
    .into_any()
}

/// Lists of suggestions that were drawn: each has a name of its own.
static NEXT: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);

/// What can be chosen in an attribute, as people read it.
fn names(view: &AttributeView) -> Vec<String> {
    let language = Language::current().tag();
    match view.attribute.kind {
        Kind::Choice => {
            let offered = view.attribute.rules.choices.iter().filter(|choice| !choice.retired);
            offered.map(|choice| choice.label(language).to_owned()).collect()
        }
        Kind::Country => country::all().iter().map(|country| country.name(language).to_owned()).collect(),
        Kind::YesNo => vec![frame::YES.say().to_owned(), frame::NO.say().to_owned()],
        _ => Vec::new(),
    }
}

fn fill_row(written: Written, row: Row, names: Vec<String>) -> AnyView {
    let number = Memo::new(move |_| {
        let place = written.rows.with(|rows| rows.iter().position(|other| other.id == row.id)).unwrap_or(0);
        (place + 1).to_string()
    });
    let none = Signal::derive(|| None);
    view! {
        <div class="rule">
            {named_choice(words::ATTRIBUTE, names, row.attribute)}
            {value_line(written, words::VALUE, row.attribute, row.value, none)}
            <button
                type="button"
                class="quiet icon-only"
                aria-label=move || words::REMOVE_VALUE.with(&[&number.get()])
                on:click=move |_| written.rows.update(|rows| rows.retain(|other| other.id != row.id))
            >
                {icon(Icon::Cross)}
            </button>
            <label class="choice">
                <input
                    type="checkbox"
                    prop:checked=move || row.even_locked.get()
                    on:change=move |_| row.even_locked.update(|even| *even = !*even)
                />
                <span>{words::EVEN_LOCKED.say()}</span>
            </label>
        </div>
    }
    .into_any()
}
