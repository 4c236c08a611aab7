//! One field: its label, what it holds, why it may be locked, what is wrong with it, and how far its change has come.

use domain::{
    api::{ChangeView, Field},
    attribute::Kind,
    change::ChangeState,
    merge::Notice,
    name::AttributeKey,
    value::Value,
};
use leptos::prelude::*;

use super::{
    Editor, check,
    clash::{label_of, text_in},
    fills::{asked_for, filled_in},
    form::{shown, standing},
    input,
    locks::{Shared, has_origin, lock_text},
    photo,
    provenance::provenance,
    suggest::Suggesting,
};
use crate::{
    language::language_name,
    parts::{
        icons::{Icon, icon},
        picture::picture_of,
        steps::steps,
        values::{chosen_in_words, in_words, text_in_words, value_view},
    },
    session::SignedIn,
    trouble::problem_text,
    words::{Text, profile},
};

/// The names that tie a field's parts together for screen readers.
pub(super) struct Ids {
    pub(super) input: String,
    pub(super) label: String,
    pub(super) notes: String,
}

impl Ids {
    pub(super) fn of(key: &AttributeKey) -> Self {
        let id = |part: &str| ["field-", key.as_str(), part].concat();
        Self { input: id(""), label: id("-label"), notes: id("-notes") }
    }
}

/// The field of `key`, drawn anew when the profile is read anew.
pub(super) fn field(editor: Editor, key: AttributeKey, shared: Shared) -> AnyView {
    let held = Memo::new(move |_| editor.field(&key));
    (move || held.with(|field| field.as_ref().map(|field| drawn(editor, field, shared)))).into_any()
}

fn drawn(editor: Editor, field: &Field, shared: Shared) -> AnyView {
    let ids = Ids::of(&field.key);
    let lock = lock_text(field, SignedIn::here());
    let spoken_for = shared.speaks_for(field);
    let is_locked = lock.is_some() || editor.is_read_only;
    // What the section says for all its locked fields is not said again by each.
    let reason = lock.filter(|_| spoken_for.is_none());
    let is_open = if spoken_for.is_some() { shared.is_open } else { RwSignal::new(false) };
    let class = if field.many { "profile-field wide" } else { "profile-field" };
    let label = label_of(field).to_owned();
    let about = profile::WHERE_FROM.with(&[&label]);
    let details = field.clone();
    let required = (field.rules.mandatory && !is_locked).then(|| {
        view! { <span class="required">{profile::REQUIRED.say()}</span> }
    });
    let hidden =
        field.hidden.then(|| view! { <span class="badge">{icon(Icon::EyeOff)} {profile::HIDDEN.say()}</span> });
    let is_blank = !is_locked && !field.rules.mandatory && standing(field).is_none();
    let key = field.key.clone();
    let missing = move || {
        let is_missing = is_blank && !editor.edits.with(|edits| edits.has(&key));
        is_missing.then(|| view! { <span class="missing">{profile::MISSING.say()}</span> })
    };
    // The one attribute of the catalogue that holds language tags.
    let names_language = field.key.as_str() == "preferred_language";
    let reads_phones = field.kind == Kind::Phone && !is_locked;
    let padlock = is_locked.then(|| icon(Icon::Lock));
    let described_by = spoken_for.clone().map_or_else(|| ids.notes.clone(), |note| [&ids.notes, " ", &note].concat());
    let suggesting = Suggesting::of(editor, field);
    let control = if is_locked {
        let (held, input_ids) = (field.clone(), Ids::of(&field.key));
        let shown = move || match suggesting.is_open() {
            true => input::input(editor, &held, &input_ids),
            false => locked_value(editor, &held, &input_ids, described_by.clone()),
        };
        shown.into_any()
    } else {
        input::input(editor, field, &ids)
    };
    let help = text_in(&field.help).map(|text| view! { <p class="note">{text.to_owned()}</p> });
    let filled = if is_locked { asked_for(editor, field) } else { filled_in(editor, field).into_any() };
    let wrong = field.clone();
    let problems = move || (!is_locked || suggesting.is_open()).then(|| problems(editor, &wrong));
    let notes = view! {
        <div class="field-notes" id=ids.notes.clone()>
            {help} {filled} {problems} {names_language.then(|| language_note(editor, field))} {reads_phones.then(|| phone_note(editor, field))} {reason.map(|text| view! { <p class="lock-reason">{text}</p> })}
            {if is_locked { on_its_way(field) } else { in_force(editor, field) }} {is_locked.then(|| suggesting.note(field))}
            {suggesting.button(editor, field)} {beside_directory(editor, field, is_locked)}
        </div>
    };
    let tells = has_origin(field);
    let origin = (tells && spoken_for.is_none()).then(|| {
        view! {
            <button
                type="button"
                class="quiet icon-only"
                aria-label=about
                aria-expanded=move || is_open.get().to_string()
                on:click=move |_| is_open.update(|open| *open = !*open)
            >
                {icon(Icon::Info)}
            </button>
        }
    });
    view! {
        <div class=class>
            <div class="field-head">
                <label id=ids.label.clone() for=ids.input>
                    {padlock}
                    {label}
                </label>
                {required}
                {missing}
                {hidden}
                {origin}
            </div>
            {control}
            {notes}
            {move || (tells && is_open.get()).then(|| provenance(editor, &details))}
            {field.change.as_ref().filter(|change| is_news(change)).map(steps)}
            {renew(editor, field, is_locked, suggesting)}
        </div>
    }
    .into_any()
}

/// An old, settled change is history: it is on the page of changes, not beside the field for ever.
fn is_news(change: &ChangeView) -> bool {
    let is_ended = matches!(change.state, ChangeState::Withdrawn | ChangeState::Superseded);
    let has_news = change.reason.is_some() || change.notice.is_some_and(|notice| notice != Notice::ReplacedByNewer);
    !is_ended || has_news
}

fn locked_value(editor: Editor, field: &Field, ids: &Ids, described_by: String) -> AnyView {
    if let (Kind::Photo, Some(value)) = (field.kind, &field.value) {
        let (person, name) = editor.profile.with_untracked(|profile| (profile.id, profile.display_name.clone()));
        return picture_of(person, &name, value);
    }
    let texts: &[String] = field.value.as_ref().map_or(&[], |value| value.texts());
    let value = if field.many && texts.len() > 1 {
        let chips: Vec<AnyView> =
            texts.iter().map(|text| view! { <li class="chip">{text_of(field, text)}</li> }.into_any()).collect();
        view! { <ul class="chips">{chips}</ul> }.into_any()
    } else {
        value_view(Some(field.kind), field.value.as_ref(), shown(field, field.value.as_ref()).as_deref())
    };
    view! {
        <output class="locked" id=ids.input.clone() aria-describedby=described_by>
            {value}
        </output>
    }
    .into_any()
}

/// One of several texts in words.
pub(super) fn text_of(field: &Field, text: &str) -> String {
    let chosen = Value::one(text).and_then(|value| chosen_in_words(&field.rules.choices, &value));
    chosen.unwrap_or_else(|| text_in_words(Some(field.kind), text))
}

fn problems(editor: Editor, field: &Field) -> AnyView {
    let key = field.key.clone();
    let moving = field.clone();
    let list = move || {
        let problems = editor.problems_of(&key);
        problems
            .iter()
            .map(|problem| view! { <p class="problem">{icon(Icon::Warning)} {problem_text(problem)}</p> })
            .collect::<Vec<_>>()
    };
    let moved = move || {
        editor.edits.with(|edits| edits.has_moved(&moving)).then(|| {
            let now = in_words(Some(moving.kind), standing(&moving), shown(&moving, standing(&moving)).as_deref());
            view! { <p class="warning-note">{icon(Icon::Warning)} {profile::MOVED.with(&[&now])}</p> }
        })
    };
    view! {
        <div aria-live="polite">{list}</div>
        {moved}
    }
    .into_any()
}

/// The language that the tag in the field stands for.
fn language_note(editor: Editor, field: &Field) -> AnyView {
    let shown = field.clone();
    let name = move || {
        let tag = editor.edits.with(|edits| edits.texts(&shown)).into_iter().next().unwrap_or_default();
        language_name(tag.trim()).map(|name| view! { <p class="note">{name}</p> })
    };
    name.into_any()
}

/// What a typed phone number is understood as; or that it is none: it is kept as typed, since nobody knows every way in which a company writes its
/// extensions (P24).
fn phone_note(editor: Editor, field: &Field) -> AnyView {
    let shown = field.clone();
    let note = move || {
        let typed = editor.edits.with(|edits| {
            let mut texts = edits.texts(&shown);
            texts.push(edits.next(&shown.key));
            texts
        });
        let typed: Vec<String> = typed.into_iter().filter(|text| !text.trim().is_empty()).collect();
        let understood: Vec<Option<String>> = typed.iter().map(|text| check::rings(&shown, text)).collect();
        if understood.iter().any(Option::is_none) {
            return Some(
                view! { <p class="warning-note">{icon(Icon::Warning)} {profile::NO_PHONE.say()}</p> }.into_any(),
            );
        }
        let is_typed = editor.edits.with(|edits| edits.has(&shown.key));
        let number = understood.into_iter().flatten().next_back().filter(|_| is_typed)?;
        Some(view! { <p class="note">{profile::RINGS.with(&[&number])}</p> }.into_any())
    };
    note.into_any()
}

/// While a proposal stands in the input, what is in force until then is said below it.
fn in_force(editor: Editor, field: &Field) -> Option<AnyView> {
    (standing(field) != field.value.as_ref()).then(|| {
        if field.kind == Kind::Photo {
            return photo::in_force(editor, field.value.as_ref());
        }
        let text = in_words(Some(field.kind), field.value.as_ref(), shown(field, field.value.as_ref()).as_deref());
        view! { <p class="note">{profile::CURRENTLY.with(&[&text])}</p> }.into_any()
    })
}

/// What is proposed for a locked field, while it waits or is under way.
fn on_its_way(field: &Field) -> Option<AnyView> {
    let change = field.change.as_ref().filter(|_| standing(field) != field.value.as_ref())?;
    let text = in_words(Some(field.kind), change.new.as_ref(), change.new_shown.as_deref());
    Some(view! { <p class="note">{profile::ON_ITS_WAY.with(&[&text])}</p> }.into_any())
}

/// The directory's value where it differs, and the way back to it.
fn beside_directory(editor: Editor, field: &Field, is_locked: bool) -> Option<AnyView> {
    let text = match &field.directory {
        Some(value) => profile::DIRECTORY_HAS.with(&[&in_words(
            Some(field.kind),
            Some(value),
            chosen_in_words(&field.rules.choices, value).as_deref(),
        )]),
        None if field.directory_empty => profile::DIRECTORY_BLANK.say().to_owned(),
        None => return None,
    };
    let state = field.change.as_ref().map(|change| change.state);
    // An open change tells of it by its steps.
    let note = (!state.is_some_and(ChangeState::is_open)).then(|| view! { <p class="note">{text}</p> });
    let is_held = !is_locked && !matches!(state, Some(ChangeState::Pending | ChangeState::Conflict));
    let texts = field.directory.as_ref().map(|value| value.texts().to_vec()).unwrap_or_default();
    let restore = is_held.then(|| type_again(editor, field, texts, profile::RESTORE, None));
    Some(view! { {note} {restore} }.into_any())
}

/// The value that has given way, to be typed in again with one press.
fn renew(editor: Editor, field: &Field, is_locked: bool, suggesting: Suggesting) -> Option<AnyView> {
    let change = field.change.as_ref().filter(|change| change.may_renew && change.new != field.value)?;
    let texts = change.new.as_ref()?.texts().to_vec();
    let is_open = !is_locked || field.may_suggest;
    is_open.then(|| type_again(editor, field, texts, profile::RENEW, is_locked.then_some(suggesting)))
}

/// A button that types a value in, to be saved as if it had been typed.
fn type_again(
    editor: Editor,
    field: &Field,
    texts: Vec<String>,
    word: Text,
    suggesting: Option<Suggesting>,
) -> AnyView {
    let (typed, label) = (field.clone(), [word.say(), ": ", label_of(field)].concat());
    let press = move |_| {
        if let Some(suggesting) = suggesting {
            suggesting.open();
        }
        editor.type_in(&typed, texts.clone());
    };
    view! {
        <button type="button" class="quiet suggest" aria-label=label on:click=press>
            {icon(Icon::Undo)}
            {word.say()}
        </button>
    }
    .into_any()
}
