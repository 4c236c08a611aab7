//! Fields with something to choose from: a list, or a line with suggestions where the list would be long. What another field says may narrow it.

use domain::{api::Field, attribute::Kind, kind::country, text::fold_for_search, value::Value};
use leptos::prelude::*;

use super::{
    Editor,
    field::{Ids, text_of},
};
use crate::{
    language::{Language, Names},
    words::{frame, profile},
};

/// From so many options on, somebody types faster than they look.
const LONG: usize = 25;

/// Whether the list of options is one to type into.
pub(super) fn is_long(field: &Field) -> bool {
    field.rules.choices.iter().filter(|choice| !choice.retired).count() >= LONG
}

pub(super) fn select(editor: Editor, field: &Field, ids: &Ids) -> AnyView {
    let (shown, typed, key) = (field.clone(), field.clone(), field.key.clone());
    let value =
        Memo::new(move |_| editor.edits.with(|edits| edits.texts(&shown)).into_iter().next().unwrap_or_default());
    let held = value.get_untracked();
    let (listing, parent) = (field.clone(), parent(editor, field));
    let options = move || {
        let mut choices = choices(&listing, parent.get().as_ref());
        // What stands there is shown as it is, even if nobody could choose it today.
        for standing in [held.clone(), value.get_untracked()] {
            if !standing.is_empty() && !choices.iter().any(|(text, _)| *text == standing) {
                let name = text_of(&listing, &standing);
                choices.insert(0, (standing, name));
            }
        }
        choices
            .into_iter()
            .map(|(text, name)| {
                let own = text.clone();
                view! {
                    <option value=text prop:selected=move || value.get() == own>
                        {name}
                    </option>
                }
                .into_any()
            })
            .collect::<Vec<_>>()
    };
    view! {
        <select
            id=ids.input.clone()
            required=field.rules.mandatory
            aria-describedby=ids.notes.clone()
            aria-invalid=move || (!editor.problems_of(&key).is_empty()).to_string()
            on:change=move |event| editor.type_in(&typed, vec![event_target_value(&event)])
        >
            <option value="" prop:selected=move || value.get().is_empty()>
                {profile::CHOOSE.say()}
            </option>
            {options}
        </select>
    }
    .into_any()
}

/// A line to type in with the options as suggestions. What people read may be typed; what it stands for is sent.
pub(super) fn combobox(editor: Editor, field: &Field, ids: &Ids) -> AnyView {
    let (shown, typed, key) = (field.clone(), field.clone(), field.key.clone());
    let value = move || {
        let text = editor.edits.with(|edits| edits.texts(&shown)).into_iter().next().unwrap_or_default();
        text_of(&shown, &text)
    };
    let (listed, options) = list(editor, field, ids).unzip();
    view! {
        <input
            id=ids.input.clone()
            list=listed
            autocomplete="off"
            required=field.rules.mandatory
            aria-describedby=ids.notes.clone()
            aria-invalid=move || (!editor.problems_of(&key).is_empty()).to_string()
            prop:value=value
            on:input=move |event| editor.type_in(&typed, vec![event_target_value(&event)])
        />
        {options}
    }
    .into_any()
}

/// The options of a choice as suggestions for a line, with the name that ties the two together.
pub(super) fn list(editor: Editor, field: &Field, ids: &Ids) -> Option<(String, AnyView)> {
    if field.kind != Kind::Choice {
        return None;
    }
    let id = [&ids.input, "-list"].concat();
    let (listing, parent) = (field.clone(), parent(editor, field));
    let options = move || {
        let choices = choices(&listing, parent.get().as_ref()).into_iter();
        choices.map(|(_, name)| view! { <option value=name></option> }.into_any()).collect::<Vec<_>>()
    };
    Some((id.clone(), view! { <datalist id=id>{options}</datalist> }.into_any()))
}

/// What the field says that the options depend on.
fn parent(editor: Editor, field: &Field) -> Memo<Option<Value>> {
    let key = field.rules.depends_on.clone();
    Memo::new(move |_| {
        let parent = editor.field(key.as_ref()?)?;
        editor.edits.with(|edits| edits.says(&parent))
    })
}

/// Stored text and name of everything that can be chosen.
fn choices(field: &Field, parent: Option<&Value>) -> Vec<(String, String)> {
    let language = Language::current().tag();
    match field.kind {
        Kind::YesNo => {
            vec![("TRUE".to_owned(), frame::YES.say().to_owned()), ("FALSE".to_owned(), frame::NO.say().to_owned())]
        }
        Kind::Country => {
            let names = Names::of("region");
            let mut named = Vec::with_capacity(country::all().len());
            for country in country::all() {
                let name = names
                    .as_ref()
                    .and_then(|names| names.name(country.alpha2))
                    .unwrap_or_else(|| country.alpha2.to_owned());
                let folded = fold_for_search(&name);
                let place = named.partition_point(|(other, _, _)| *other <= folded);
                named.insert(place, (folded, country.alpha2.to_owned(), name));
            }
            named.into_iter().map(|(_, code, name)| (code, name)).collect()
        }
        _ => {
            let offered = field.rules.choices.iter().filter(|choice| !choice.retired && choice.fits(parent));
            offered.map(|choice| (choice.value.clone(), choice.label(language).to_owned())).collect()
        }
    }
}
