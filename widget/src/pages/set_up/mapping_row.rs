//! One row of a mapping: the attribute, what it is read from, what that holds of somebody, and its place among the others.

use domain::{
    api::{MappingRow, SampleEntry, SourceSchema},
    name::AttributeKey,
};
use leptos::prelude::*;

use super::{found::limits, mapping::name_of};
use crate::{
    parts::{
        act::Act,
        icons::{Icon, icon},
    },
    trouble::problem_text,
    words::set_up as words,
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
    sample: RwSignal<Option<SampleEntry>>,
    act: Act,
) -> AnyView {
    let name = name_of(schema, &row.attribute);
    let is_required =
        schema.with_value(|schema| schema.profile.iter().any(|one| one.key == row.attribute && one.required));
    let from = row.from;
    let is_it = move |known: &str| from.with(|name| name.trim().eq_ignore_ascii_case(known));
    let brings = move || {
        sample.with(|sample| {
            let values = &sample.as_ref()?.values;
            let found = values.iter().find(|(known, _)| is_it(known));
            Some(found.map_or_else(|| words::NO_VALUE.say().to_owned(), |(_, values)| values.join(", ")))
        })
    };
    let holds = move || schema.with_value(|schema| schema.attributes.iter().find(|one| is_it(&one.name)).map(limits));
    let key = row.attribute.clone();
    let wrong = move || {
        let problems = act.problems().remove(&key).unwrap_or_default();
        problems.iter().map(problem_text).map(|text| view! { <p class="problem">{text}</p> }).collect::<Vec<_>>()
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
                <input
                    type="text"
                    list="source-attributes"
                    spellcheck="false"
                    autocapitalize="off"
                    aria-label=words::FROM.with(&[&name])
                    prop:value=move || from.get()
                    on:input=move |event| from.set(event_target_value(&event))
                />
                <p class="note">{holds}</p>
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
