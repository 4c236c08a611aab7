//! Somebody else saved the same fields in between: both values side by side, and the reader chooses field by field (S1.7, 412).

use std::collections::BTreeMap;

use domain::{
    api::{Field, Profile},
    attribute::Kind,
    name::AttributeKey,
    value::Value,
};
use leptos::prelude::*;

use super::{
    Editor,
    form::{Edits, shown, standing, value_of},
};
use crate::{
    language::{Language, day_and_time},
    parts::{
        dialog::{actions, dialog},
        picture::picture_of,
        values::{chosen_in_words, value_view},
    },
    words::{frame, profile},
};

/// The fields that moved under the typing, and the profile as it is now.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Clash {
    fresh: Profile,
    moved: Vec<Field>,
}

impl Clash {
    /// The fields that were typed into here and changed there; `None` if they do not meet.
    pub(super) fn between(edits: &Edits, fresh: &Profile) -> Option<Self> {
        let moved: Vec<Field> = fresh.fields.iter().filter(|field| edits.has_moved(field)).cloned().collect();
        (!moved.is_empty()).then(|| Self { fresh: fresh.clone(), moved })
    }
}

pub(super) fn dialog_of(editor: Editor, clash: Clash) -> AnyView {
    let given_up = RwSignal::new(Vec::<AttributeKey>::new());
    let rows: Vec<AnyView> = clash.moved.iter().map(|field| row(editor, field, given_up)).collect();
    let close = Callback::new(move |()| editor.clash.set(None));
    let choose = move |_| {
        let given_up = given_up.get_untracked();
        editor.edits.update(|edits| {
            for field in &clash.moved {
                if given_up.contains(&field.key) {
                    edits.drop_field(&field.key);
                } else {
                    edits.accept_base(field);
                }
            }
            edits.fit(&clash.fresh);
        });
        editor.profile.set(clash.fresh.clone());
        editor.clash.set(None);
        editor.save();
    };
    let body = view! {
        <p>{profile::CLASH_LEAD.say()}</p>
        <div class="clash">{rows}</div>
        {actions(
            view! {
                <button type="button" class="primary" on:click=choose>
                    {profile::SAVE_CHOICE.say()}
                </button>
                <button type="button" on:click=move |_| close.run(())>
                    {frame::CANCEL.say()}
                </button>
            }
                .into_any(),
        )}
    };
    dialog(profile::CLASH.say().to_owned(), close, body.into_any())
}

fn row(editor: Editor, field: &Field, given_up: RwSignal<Vec<AttributeKey>>) -> AnyView {
    let label = label_of(field).to_owned();
    let mine = value_of(&editor.edits.with_untracked(|edits| edits.texts(field)));
    let group = ["keep-", field.key.as_str()].concat();
    let choice = |mine: bool, name: String, value: AnyView| {
        let key = field.key.clone();
        let choose = move |_| {
            given_up.update(|given_up| {
                given_up.retain(|known| *known != key);
                if !mine {
                    given_up.push(key.clone());
                }
            });
        };
        view! {
            <label class="choice">
                <input type="radio" name=group.clone() checked=mine on:change=choose />
                <span>
                    <strong>{name}</strong>
                    " "
                    {value}
                </span>
            </label>
        }
    };
    let (person, name) = editor.profile.with_untracked(|profile| (profile.id, profile.display_name.clone()));
    let drawn = |value: Option<&Value>, shown: Option<&str>| match value.filter(|_| field.kind == Kind::Photo) {
        Some(value) => picture_of(person, &name, value),
        None => value_view(Some(field.kind), value, shown),
    };
    let theirs = drawn(standing(field), shown(field, standing(field)).as_deref());
    let chosen = mine.as_ref().and_then(|mine| chosen_in_words(&field.rules.choices, mine));
    view! {
        <fieldset>
            <legend>{label}</legend>
            {choice(true, profile::MINE.say().to_owned(), drawn(mine.as_ref(), chosen.as_deref()))}
            {choice(false, whose(field), theirs)}
        </fieldset>
    }
    .into_any()
}

/// Whose the other value is: the reader's own from another tab or device, somebody else's, or simply the one that is there now.
fn whose(field: &Field) -> String {
    let made = field.change.as_ref().filter(|change| change.new.as_ref() == standing(field));
    match made {
        Some(change) if change.own => profile::YOUR_OTHER.with(&[&day_and_time(change.at)]),
        Some(change) => profile::CHANGE_OF.with(&[&change.author, &day_and_time(change.at)]),
        None => profile::THEIRS.say().to_owned(),
    }
}

/// A field's label in the language of the page.
pub(super) fn label_of(field: &Field) -> &str {
    label_in(&field.labels, &field.key)
}

/// A label in the language of the page, else in English, else the key.
pub(crate) fn label_in<'a>(labels: &'a BTreeMap<String, String>, key: &'a AttributeKey) -> &'a str {
    text_in(labels).unwrap_or(key.as_str())
}

/// A text in the language of the page, else in English.
pub(crate) fn text_in(texts: &BTreeMap<String, String>) -> Option<&str> {
    texts.get(Language::current().tag()).or_else(|| texts.get("en")).map(String::as_str)
}
