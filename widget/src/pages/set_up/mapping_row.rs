//! One row of a mapping: the attribute, what it is read from, what that holds of somebody, and its place among the others.

use domain::{
    api::{Brought, MappingRow, SourceSchema},
    name::AttributeKey,
};
use leptos::prelude::*;

use super::{found::limits, mapping::name_of, sampled::Sampled};
use crate::{
    parts::{
        act::Act,
        icons::{Icon, icon},
    },
    trouble::problem_text,
    words::{Text, expressions, set_up as words},
};

/// A row as it is being typed.
#[derive(Clone)]
pub(super) struct Row {
    pub(super) attribute: AttributeKey,
    from: RwSignal<String>,
    expression: RwSignal<bool>,
}

impl Row {
    pub(super) fn of(row: &MappingRow) -> Self {
        Self {
            attribute: row.attribute.clone(),
            from: RwSignal::new(row.from.clone()),
            expression: RwSignal::new(row.expression),
        }
    }
}

/// All rows, in their order.
#[derive(Clone, Copy)]
pub(super) struct Rows(pub(super) RwSignal<Vec<Row>>);

impl Rows {
    pub(super) fn of(mapping: &[MappingRow]) -> Self {
        Self(RwSignal::new(Self::rows(mapping)))
    }

    pub(super) fn rows(mapping: &[MappingRow]) -> Vec<Row> {
        mapping.iter().map(Row::of).collect()
    }

    pub(super) fn mapping(self) -> Vec<MappingRow> {
        let one = |row: &Row| MappingRow {
            attribute: row.attribute.clone(),
            from: row.from.get_untracked().trim().to_owned(),
            expression: row.expression.get_untracked(),
        };
        self.0.with_untracked(|all| all.iter().map(one).collect())
    }

    fn swap(self, one: usize, other: usize) {
        self.0.update(|all| {
            if one.max(other) < all.len() {
                all.swap(one, other);
            }
        });
    }
}

pub(super) fn row(
    rows: Rows,
    (place, last): (usize, usize),
    row: &Row,
    schema: StoredValue<SourceSchema>,
    sampled: Sampled,
    act: Act,
) -> AnyView {
    let name = name_of(schema, &row.attribute);
    let is_required =
        schema.with_value(|schema| schema.profile.iter().any(|one| one.key == row.attribute && one.required));
    let (from, expression, key) = (row.from, row.expression, row.attribute.clone());
    let brings = move || match expression.get() {
        true => sampled.brought(&key).map(|brought| expression_brings(&brought)),
        false => sampled.values(&from.read()).map(|values| plain(&values.join(", "), words::NO_VALUE)),
    };
    let key = row.attribute.clone();
    let wrong = move || {
        let problems = act.problems().remove(&key).unwrap_or_default();
        problems.iter().map(problem_text).map(|text| view! { <p class="problem">{text}</p> }).collect::<Vec<_>>()
    };
    let typed = {
        let name = name.clone();
        move || if expression.get() { long(&name, from, sampled) } else { short(&name, from, schema) }
    };
    let button = |sign, label: String, is_off: bool, press: Callback<()>| {
        view! {
            <button
                type="button"
                class="quiet icon-only"
                aria-label=label
                disabled=is_off
                on:click=move |_| press.run(())
            >
                {icon(sign)}
            </button>
        }
    };
    let up = Callback::new(move |()| rows.swap(place, place.saturating_sub(1)));
    let down = Callback::new(move |()| rows.swap(place, place + 1));
    let remove = Callback::new(move |()| {
        rows.0.update(|all| {
            if place < all.len() {
                all.remove(place);
            }
        });
    });
    view! {
        <li class="mapping-row">
            <span class="mapping-name">{name.clone()}</span>
            <div class="mapping-from">
                {choice(&name, expression, sampled)}
                {typed}
                {wrong}
            </div>
            <span class="mapping-value name-of-entry">{brings}</span>
            <span class="mapping-acts">
                {button(Icon::Up, words::UP.with(&[&name]), place == 0, up)}
                {button(Icon::Down, words::DOWN.with(&[&name]), place == last, down)}
                {button(Icon::Cross, words::REMOVE.with(&[&name]), is_required, remove)}
            </span>
        </li>
    }
    .into_any()
}

/// Whether a row is read from one attribute or worked out.
fn choice(name: &str, expression: RwSignal<bool>, sampled: Sampled) -> AnyView {
    let choose = move |event| {
        expression.set(event_target_value(&event) == "expression");
        sampled.ask_soon();
    };
    view! {
        <select aria-label=expressions::HOW.with(&[name]) on:change=choose>
            <option value="attribute" selected=move || !expression.get()>
                {expressions::ATTRIBUTE.say()}
            </option>
            <option value="expression" selected=move || expression.get()>
                {expressions::EXPRESSION.say()}
            </option>
        </select>
    }
    .into_any()
}

/// The name of one attribute.
fn short(name: &str, from: RwSignal<String>, schema: StoredValue<SourceSchema>) -> AnyView {
    let holds = move || {
        let name = from.get();
        let is_it = |known: &str| name.trim().eq_ignore_ascii_case(known);
        schema.with_value(|schema| schema.attributes.iter().find(|one| is_it(&one.name)).map(limits))
    };
    view! {
        <input
            type="text"
            list="source-attributes"
            spellcheck="false"
            autocapitalize="off"
            aria-label=words::FROM.with(&[name])
            prop:value=move || from.get()
            on:input=move |event| from.set(event_target_value(&event))
        />
        <p class="note">{holds}</p>
    }
    .into_any()
}

/// An expression.
fn long(name: &str, from: RwSignal<String>, sampled: Sampled) -> AnyView {
    let write = move |event| {
        from.set(event_target_value(&event));
        sampled.ask_soon();
    };
    view! {
        <textarea
            rows="2"
            maxlength="2000"
            spellcheck="false"
            autocapitalize="off"
            aria-label=expressions::TEXT.with(&[name])
            prop:value=move || from.get()
            on:input=write
        ></textarea>
    }
    .into_any()
}

fn plain(text: &str, none: Text) -> AnyView {
    if text.is_empty() { none.say().into_any() } else { text.to_owned().into_any() }
}

fn expression_brings(brought: &Brought) -> AnyView {
    if brought.problems.is_empty() {
        return plain(brought.text.as_deref().unwrap_or_default(), expressions::NOTHING);
    }
    let problem = |text: String| view! { <p class="problem">{text}</p> }.into_any();
    brought.problems.iter().map(problem_text).map(problem).collect::<Vec<AnyView>>().into_any()
}
