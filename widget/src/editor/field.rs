//! One field: its label, what it holds, why it may be locked, what is wrong with it, and how far its change has come.

use domain::{
    api::{ChangeView, Field, Lock},
    attribute::Kind,
    change::ChangeState,
    moment::Moment,
    name::AttributeKey,
};
use leptos::prelude::*;

use super::{Editor, clash::label_of, form::standing, input, provenance::provenance};
use crate::{
    api,
    language::ago,
    parts::{
        icons::{Icon, icon},
        steps::steps,
        values::{in_words, text_in_words, value_view},
    },
    session::SignedIn,
    trouble::problem_text,
    words::profile,
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
pub(super) fn field(editor: Editor, key: AttributeKey) -> AnyView {
    let held = Memo::new(move |_| editor.field(&key));
    (move || held.with(|field| field.as_ref().map(|field| drawn(editor, field)))).into_any()
}

fn drawn(editor: Editor, field: &Field) -> AnyView {
    let ids = Ids::of(&field.key);
    let lock = lock_text(field, SignedIn::here())
        .or_else(|| editor.is_read_only.then(|| profile::LOCK_READER.say().to_owned()));
    let is_open = RwSignal::new(false);
    let class = if field.many { "profile-field wide" } else { "profile-field" };
    let label = label_of(field).to_owned();
    let about = profile::WHERE_FROM.with(&[&label]);
    let details = field.clone();
    let required = (field.rules.mandatory && lock.is_none()).then(|| {
        view! { <span class="required">{profile::REQUIRED.say()}</span> }
    });
    let hidden =
        field.hidden.then(|| view! { <span class="badge">{icon(Icon::EyeOff)} {profile::HIDDEN.say()}</span> });
    let padlock = lock.is_some().then(|| icon(Icon::Lock));
    let control = match &lock {
        Some(_) => locked_value(editor, field, &ids),
        None => input::input(editor, field, &ids),
    };
    let problems = lock.is_none().then(|| problems(editor, field));
    let notes = view! {
        <div class="field-notes" id=ids.notes.clone()>
            {problems} {lock.map(|text| view! { <p class="lock-reason">{text}</p> })} {in_force(field)}
            {beside_directory(field)}
        </div>
    };
    view! {
        <div class=class>
            <div class="field-head">
                <label id=ids.label.clone() for=ids.input>
                    {padlock}
                    {label}
                </label>
                {required}
                {hidden}
                <button
                    type="button"
                    class="quiet icon-only"
                    aria-label=about
                    aria-expanded=move || is_open.get().to_string()
                    on:click=move |_| is_open.update(|open| *open = !*open)
                >
                    {icon(Icon::Info)}
                </button>
            </div>
            {control}
            {notes}
            {move || is_open.get().then(|| provenance(&details))}
            {field.change.as_ref().filter(|change| is_news(change)).map(steps)}
        </div>
    }
    .into_any()
}

/// An old, settled change is history: it is on the page of changes, not beside the field for ever.
fn is_news(change: &ChangeView) -> bool {
    !matches!(change.state, ChangeState::Withdrawn | ChangeState::Superseded if change.reason.is_none())
}

fn locked_value(editor: Editor, field: &Field, ids: &Ids) -> AnyView {
    if let (Kind::Photo, Some(value)) = (field.kind, &field.value) {
        let (person, name) = editor.profile.with_untracked(|profile| (profile.id, profile.display_name.clone()));
        let source = api::photo_path(person, value.first());
        return view! { <img class="photo" src=source alt=profile::PHOTO_OF.with(&[&name]) id=ids.input.clone() /> }
            .into_any();
    }
    let texts: &[String] = field.value.as_ref().map_or(&[], |value| value.texts());
    let value = if field.many && texts.len() > 1 {
        let chips: Vec<AnyView> = texts
            .iter()
            .map(|text| view! { <li class="chip">{text_in_words(Some(field.kind), text)}</li> }.into_any())
            .collect();
        view! { <ul class="chips">{chips}</ul> }.into_any()
    } else {
        value_view(Some(field.kind), field.value.as_ref(), field.shown.as_deref())
    };
    view! {
        <output class="locked" id=ids.input.clone() aria-describedby=ids.notes.clone()>
            {value}
        </output>
    }
    .into_any()
}

fn problems(editor: Editor, field: &Field) -> AnyView {
    let key = field.key.clone();
    let shown = field.clone();
    let list = move || {
        let problems = editor.problems_of(&key);
        problems
            .iter()
            .map(|problem| view! { <p class="problem">{icon(Icon::Warning)} {problem_text(problem)}</p> })
            .collect::<Vec<_>>()
    };
    let moved = move || {
        editor.edits.with(|edits| edits.has_moved(&shown)).then(|| {
            let now = in_words(Some(shown.kind), standing(&shown), shown.shown.as_deref());
            view! { <p class="warning-note">{icon(Icon::Warning)} {profile::MOVED.with(&[&now])}</p> }
        })
    };
    view! {
        <div aria-live="polite">{list}</div>
        {moved}
    }
    .into_any()
}

/// While a proposal stands in the input, what is in force until then is said below it.
fn in_force(field: &Field) -> Option<AnyView> {
    (standing(field) != field.value.as_ref()).then(|| {
        let text = in_words(Some(field.kind), field.value.as_ref(), field.shown.as_deref());
        view! { <p class="note">{profile::CURRENTLY.with(&[&text])}</p> }.into_any()
    })
}

/// The directory's value where it differs and no open change explains it.
fn beside_directory(field: &Field) -> Option<AnyView> {
    if field.change.as_ref().is_some_and(|change| change.state.is_open()) {
        return None;
    }
    let text = match &field.directory {
        Some(value) => profile::DIRECTORY_HAS.with(&[&in_words(Some(field.kind), Some(value), None)]),
        None if field.directory_empty => profile::DIRECTORY_BLANK.say().to_owned(),
        None => return None,
    };
    Some(view! { <p class="note">{text}</p> }.into_any())
}

/// Why the field cannot be changed and who can help; `None` if it can (X21).
fn lock_text(field: &Field, signed_in: SignedIn) -> Option<String> {
    let named = |source: &Option<String>, read_at: &Option<Moment>| {
        let name = source.as_ref().map(|name| profile::NAMED.with(&[name])).unwrap_or_default();
        let read = read_at.map(|at| profile::READ_AT.with(&[&ago(at)])).unwrap_or_default();
        [name, read].concat()
    };
    match &field.lock {
        Some(Lock::ManagedByDirectory { source, read_at }) => {
            Some(profile::LOCK_DIRECTORY.with(&[&named(source, read_at)]))
        }
        Some(Lock::FilledByDirectory { source, read_at }) => {
            Some(profile::LOCK_FILLED.with(&[&named(source, read_at)]))
        }
        Some(Lock::NotReadYet) => Some(profile::LOCK_NOT_READ.say().to_owned()),
        Some(Lock::LockedByAdmin) => Some(profile::LOCK_ADMIN.say().to_owned()),
        Some(Lock::PersonBlocked) => Some(profile::LOCK_BLOCKED.say().to_owned()),
        None if field.kind == Kind::Photo => Some(profile::LOCK_PHOTO.say().to_owned()),
        None if field.kind == Kind::Person && !signed_in.may(domain::rights::Act::SeePeople) => {
            Some(profile::LOCK_PERSON.say().to_owned())
        }
        None => None,
    }
}
