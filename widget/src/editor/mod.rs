//! The form of a profile, for its owner and for administrators alike: fields, drafts, saving, and what to do when somebody else saved
//! in between.

mod check;
mod choices;
mod clash;
mod confirm;
mod crop;
mod drafts;
mod field;
mod fills;
mod form;
mod input;
mod locks;
mod many;
mod missing;
mod person;
mod photo;
mod provenance;
mod save;
mod save_bar;
mod suggest;

use std::collections::BTreeMap;

use domain::{
    api::{Draft, Field, KeepDraft, Profile},
    id::PersonId,
    name::AttributeKey,
    problem::{Problem, ProblemCode, Problems},
    rights::Act,
};
use leptos::prelude::*;

use crate::{
    http::Trouble,
    navigation::{Guard, Navigation},
    parts::{
        loading::nothing,
        message::{Tone, message},
        notice::Notices,
    },
    session::SignedIn,
    words::{Text, profile},
};
use clash::Clash;
pub(crate) use clash::{label_in, text_in};
pub(crate) use confirm::confirm_bar;
use drafts::Drafts;
pub(crate) use drafts::{forget_drafts, leave_drafts};
use fills::Filled;
use form::Edits;

/// A profile being edited.
#[derive(Clone, Copy)]
pub(crate) struct Editor {
    /// Whose it is; `None` for the own one.
    person: Option<PersonId>,
    /// Whether the reader's role may only look.
    is_read_only: bool,
    profile: RwSignal<Profile>,
    edits: RwSignal<Edits>,
    /// A word to the approver.
    comment: RwSignal<String>,
    /// What the server refused, until the field is typed into again.
    refused: RwSignal<Problems>,
    saving: RwSignal<bool>,
    /// Whether what was typed before the page was opened is among what is unsaved.
    has_returned: RwSignal<bool>,
    drafts: Drafts,
    trouble: RwSignal<Option<Trouble>>,
    clash: RwSignal<Option<Clash>>,
    /// What was filled in by choosing something.
    filled: RwSignal<Option<Filled>>,
    /// Set after an attempt to save what cannot be saved.
    needs_attention: RwSignal<bool>,
    notices: Notices,
}

impl Editor {
    /// Opens a profile with what was typed into it before, of which the server has `kept`.
    pub(crate) fn open(person: Option<PersonId>, profile: Profile, kept: Draft) -> Self {
        let (drafts, mut edits, comment) = Drafts::open(profile.id, person.is_none(), kept);
        edits.fit(&profile);
        // Without a draft that it belongs to, it would stand there for something else.
        let comment = if edits.is_empty() { String::new() } else { comment };
        let is_read_only = person.is_some() && !SignedIn::here().may(Act::EditAnything);
        let editor = Self {
            person,
            is_read_only,
            profile: RwSignal::new(profile),
            has_returned: RwSignal::new(!edits.is_empty()),
            edits: RwSignal::new(edits),
            comment: RwSignal::new(comment),
            refused: RwSignal::new(Problems::new()),
            saving: RwSignal::new(false),
            trouble: RwSignal::new(None),
            clash: RwSignal::new(None),
            filled: RwSignal::new(None),
            needs_attention: RwSignal::new(false),
            drafts,
            notices: Notices::here(),
        };
        let now = move |kept: &Draft| {
            let version = editor.profile.with_untracked(|profile| profile.version);
            editor
                .edits
                .with(|edits| editor.comment.with(|comment| KeepDraft::between(kept, version, edits.typed(), comment)))
        };
        drafts.follow(now, editor.saving.into());
        Effect::new(move |_| {
            if !editor.is_unsaved() {
                editor.has_returned.set(false);
            }
        });
        editor
    }

    /// The profile as it was last read.
    pub(crate) fn profile(self) -> RwSignal<Profile> {
        self.profile
    }

    /// Whether something is typed and not saved.
    fn is_unsaved(self) -> bool {
        self.edits.with(|edits| !edits.is_empty())
    }

    /// Asks the reader before this page is left with something unsaved.
    pub(crate) fn guard(self) {
        let unsaved = Signal::derive(move || self.is_unsaved());
        let save = Callback::new(move |then| self.save_and(Some(then)));
        Navigation::here().guard(Guard { unsaved, save });
    }

    fn field(self, key: &AttributeKey) -> Option<Field> {
        self.profile.with(|profile| profile.fields.iter().find(|field| field.key == *key).cloned())
    }

    fn type_in(self, field: &Field, texts: Vec<String>) {
        self.look_anew_at(&field.key);
        self.edits.update(|edits| edits.type_in(field, texts));
        self.fill_in(field);
    }

    /// Takes what was typed beside the values of a field and is not one of them yet.
    fn type_next(self, field: &Field, text: String) {
        self.look_anew_at(&field.key);
        self.edits.update(|edits| edits.type_next(field, text));
    }

    /// What the server said of a field was said of something else.
    fn look_anew_at(self, key: &AttributeKey) {
        self.refused.update(|refused| {
            refused.remove(key);
        });
        if self.trouble.with_untracked(Option::is_some) {
            self.trouble.set(None);
        }
    }

    /// What is wrong with a field: by the rules while typing, and what the server said of what was sent.
    fn problems_of(self, key: &AttributeKey) -> Vec<Problem> {
        let refused = self.refused.with(|refused| refused.get(key).cloned());
        refused.unwrap_or_else(|| self.problems().remove(key).unwrap_or_default())
    }

    fn problems(self) -> Problems {
        self.edits.with(|edits| {
            let mut problems = self.profile.with(|profile| edits.problems(&profile.fields));
            // What was never touched is no mistake before somebody wants to save.
            if self.needs_attention.get() {
                for key in missing::missing(self, edits) {
                    problems.entry(key).or_insert_with(|| vec![Problem::new(ProblemCode::Mandatory)]);
                }
            }
            problems
        })
    }
}

/// The form: sections with their fields, and the bar to save with.
pub(crate) fn form(editor: Editor) -> AnyView {
    let sections = Memo::new(move |_| editor.profile.with(sections_of));
    let drawn = move || {
        let sections = sections.get();
        if sections.is_empty() {
            return nothing(profile::NO_FIELDS.say(), profile::NO_FIELDS_LEAD.say(), ());
        }
        sections.into_iter().map(|(name, keys)| section(editor, &name, keys)).collect::<Vec<_>>().into_any()
    };
    let reader = editor.is_read_only.then(|| message(Tone::Info, profile::LOCK_READER.say()));
    view! {
        <form class="profile-form" novalidate on:submit=move |event| {
            event.prevent_default();
            editor.save();
        }>
            {reader} {missing::message_of(editor)} {drawn} {save_bar::save_bar(editor)}
        </form>
        {move || editor.clash.get().map(|clash| clash::dialog_of(editor, clash))}
    }
    .into_any()
}

fn section(editor: Editor, name: &str, keys: Vec<AttributeKey>) -> AnyView {
    let shared = locks::Shared::of(editor, name, &keys);
    let fields: Vec<AnyView> = keys.into_iter().map(|key| field::field(editor, key, shared)).collect();
    let title = editor.profile.with_untracked(|profile| section_name(name, profile.sections.get(name)));
    view! {
        <section class="card">
            <h2>{title}</h2>
            {shared.view(editor, name)}
            <div class="fields">{fields}</div>
        </section>
    }
    .into_any()
}

/// The fields by section, in the page's order.
fn sections_of(profile: &Profile) -> Vec<(String, Vec<AttributeKey>)> {
    let mut sections: Vec<(String, Vec<AttributeKey>)> = Vec::new();
    for field in &profile.fields {
        match sections.iter_mut().find(|(name, _)| *name == field.section) {
            Some((_, keys)) => keys.push(field.key.clone()),
            None => sections.push((field.section.clone(), vec![field.key.clone()])),
        }
    }
    sections
}

/// What a section is called: as an administrator has named it, else as Amend knows it, else by its name.
pub(crate) fn section_name(name: &str, labels: Option<&BTreeMap<String, String>>) -> String {
    let known = || section_title(name).map(|text| text.say());
    labels.and_then(text_in).or_else(known).unwrap_or(name).to_owned()
}

/// The words for the sections that Amend knows.
fn section_title(name: &str) -> Option<Text> {
    match name {
        "person" => Some(profile::SECTION_PERSON),
        "work" => Some(profile::SECTION_WORK),
        "contact" => Some(profile::SECTION_CONTACT),
        "place" => Some(profile::SECTION_PLACE),
        _ => None,
    }
}
