//! Another person as a value, such as the manager: shown by name, found by typing.

use std::time::Duration;

use domain::{
    api::{Field, PeopleQuery, PersonRow},
    value::Value,
};
use leptos::prelude::*;

use super::{
    Editor,
    field::Ids,
    form::{standing, value_of},
};
use crate::{
    api,
    parts::icons::{Icon, icon},
    words::{frame, people, profile},
};

/// Long enough that a name is not searched letter by letter.
const PAUSE: Duration = Duration::from_millis(250);
/// Names offered at once.
const OFFERED: u32 = 8;

pub(super) fn person(editor: Editor, field: &Field, ids: &Ids) -> AnyView {
    let search = RwSignal::new(String::new());
    let found = RwSignal::new(Vec::<PersonRow>::new());
    let chosen = RwSignal::new(None::<(Value, String)>);
    let timer = StoredValue::new(None::<TimeoutHandle>);
    let look = move || {
        let text = search.get_untracked();
        let query = PeopleQuery { search: Some(text.clone()), limit: Some(OFFERED), ..PeopleQuery::default() };
        api::people(&query).then(move |answer| {
            let rows = answer.map(|page| page.items).unwrap_or_default();
            // An answer to letters that are no longer there is no answer.
            if search.try_get_untracked() == Some(text) {
                found.set(rows);
            }
        });
    };
    let stop = move || {
        if let Some(Some(timer)) = timer.try_update_value(Option::take) {
            timer.clear();
        }
    };
    on_cleanup(stop);
    let typed = move |text: String| {
        stop();
        let is_blank = text.trim().is_empty();
        search.set(text);
        if is_blank {
            found.set(Vec::new());
        } else {
            timer.set_value(set_timeout_with_handle(look, PAUSE).ok());
        }
    };
    let (shown, clearing, choosing, key) = (field.clone(), field.clone(), field.clone(), field.key.clone());
    let name = move || {
        let value = value_of(&editor.edits.with(|edits| edits.texts(&shown)));
        let known = chosen.get().filter(|(known, _)| Some(known) == value.as_ref()).map(|(_, name)| name);
        known
            .or_else(|| if value.as_ref() == standing(&shown) { name_of(&shown) } else { None })
            .or_else(|| value.map(|value| value.first().to_owned()))
    };
    let choose = Callback::new(move |row: PersonRow| {
        let text = ["person:", &row.id.to_string()].concat();
        chosen.set(Value::one(text.clone()).map(|value| (value, row.display_name)));
        editor.type_in(&choosing, vec![text]);
        search.set(String::new());
        found.set(Vec::new());
    });
    let offered = move || found.get().into_iter().map(|row| offer(row, choose)).collect::<Vec<_>>();
    let current = move || {
        let clearing = clearing.clone();
        name().map(|name| {
            view! {
                <span class="chip">
                    {icon(Icon::Profile)} <span>{name.clone()}</span>
                    <button
                        type="button"
                        class="quiet icon-only"
                        aria-label=profile::REMOVE_VALUE.with(&[&name])
                        on:click=move |_| editor.type_in(&clearing, Vec::new())
                    >
                        {icon(Icon::Cross)}
                    </button>
                </span>
            }
        })
    };
    view! {
        <div class="many" role="group" aria-labelledby=ids.label.clone()>
            {current}
            <input
                id=ids.input.clone()
                type="search"
                autocomplete="off"
                placeholder=people::SEARCH_NAME.say()
                aria-label=frame::SEARCH.say()
                aria-describedby=ids.notes.clone()
                aria-invalid=move || (!editor.problems_of(&key).is_empty()).to_string()
                prop:value=search
                on:input=move |event| typed(event_target_value(&event))
            />
            <ul class="offers">{offered}</ul>
        </div>
    }
    .into_any()
}

/// The name that goes with what stands in the field.
fn name_of(field: &Field) -> Option<String> {
    let proposed = field.change.as_ref().filter(|change| change.new.as_ref() == standing(field));
    let proposed = proposed.and_then(|change| change.new_shown.clone());
    let in_force = field.shown.clone().filter(|_| standing(field) == field.value.as_ref());
    proposed.or(in_force)
}

fn offer(row: PersonRow, choose: Callback<PersonRow>) -> AnyView {
    let (name, username) = (row.display_name.clone(), row.username.clone());
    view! {
        <li>
            <button type="button" class="quiet offer" on:click=move |_| choose.run(row.clone())>
                <span>{name}</span>
                <span class="quiet-text">{username}</span>
            </button>
        </li>
    }
    .into_any()
}
