//! Why fields are locked and who can help. The fields of a section that are locked for the same cause share one sentence, and one button that
//! tells where their values come from.

use domain::{
    api::{Field, Lock, Profile},
    attribute::Kind,
    moment::Moment,
    name::AttributeKey,
    provenance::Provenance,
};
use leptos::prelude::*;

use super::{Editor, section_name};
use crate::{
    language::{ago, day_and_time},
    parts::icons::{Icon, icon},
    session::SignedIn,
    words::profile,
};

/// What the locked fields of one section share.
#[derive(Clone, Copy)]
pub(super) struct Shared {
    lock: Memo<Option<Lock>>,
    /// Whether the origins of their values are shown.
    pub(super) is_open: RwSignal<bool>,
    id: StoredValue<String>,
}

impl Shared {
    /// Of the fields with these keys in the section `name`.
    pub(super) fn of(editor: Editor, name: &str, keys: &[AttributeKey]) -> Self {
        let keys = keys.to_vec();
        let lock = Memo::new(move |_| editor.profile.with(|profile| common(profile, &keys)));
        let id = StoredValue::new(["locks-", name].concat());
        Self { lock, is_open: RwSignal::new(false), id }
    }

    /// The id of the sentence that speaks for this field too; `None` if the field speaks for itself.
    pub(super) fn speaks_for(self, field: &Field) -> Option<String> {
        let is_same = field.lock.is_some() && self.lock.with(|lock| *lock == field.lock);
        is_same.then(|| self.id.get_value())
    }

    /// The sentence and the button.
    pub(super) fn view(self, editor: Editor, name: &str) -> AnyView {
        let title = editor.profile.with_untracked(|profile| section_name(name, profile.sections.get(name)));
        let note = move || {
            let lock = self.lock.get()?;
            let about = profile::WHERE_LOCKED_FROM.with(&[&title]);
            let has_origins = editor.profile.with_untracked(|profile| {
                profile.fields.iter().any(|field| field.lock.as_ref() == Some(&lock) && has_origin(field))
            });
            let button = has_origins.then(|| {
                view! {
                    <button
                        type="button"
                        class="quiet icon-only"
                        aria-label=about.clone()
                        aria-expanded=move || self.is_open.get().to_string()
                        on:click=move |_| self.is_open.update(|open| *open = !*open)
                    >
                        {icon(Icon::Info)}
                    </button>
                }
            });
            Some(view! {
                <div class="section-lock">
                    {icon(Icon::Lock)} <p id=self.id.get_value()>{in_words(&lock)}</p> {button}
                </div>
            })
        };
        note.into_any()
    }
}

/// The cause that locks most fields of the section, at least two.
fn common(profile: &Profile, keys: &[AttributeKey]) -> Option<Lock> {
    let locks =
        || profile.fields.iter().filter(|field| keys.contains(&field.key)).filter_map(|field| field.lock.as_ref());
    let times = |lock: &Lock| locks().filter(|other| *other == lock).count();
    let most = locks().max_by_key(|lock| times(lock))?;
    (times(most) > 1).then(|| most.clone())
}

/// Whether there is something to tell about where the value comes from.
pub(super) fn has_origin(field: &Field) -> bool {
    field.provenance != Provenance::Nobody || field.directory.is_some()
}

/// Why the field cannot be changed and who can help; `None` if it can (X21).
pub(super) fn lock_text(field: &Field, signed_in: SignedIn) -> Option<String> {
    match &field.lock {
        Some(lock) => Some(in_words(lock)),
        None if field.kind == Kind::Person && !signed_in.finds_colleagues() => {
            Some(profile::LOCK_PERSON.say().to_owned())
        }
        None => None,
    }
}

fn in_words(lock: &Lock) -> String {
    let named = |source: &Option<String>, read_at: &Option<Moment>| {
        let name = source.as_ref().map(|name| profile::NAMED.with(&[name])).unwrap_or_default();
        let read = read_at.map(|at| profile::READ_AT.with(&[&ago(at)])).unwrap_or_default();
        [name, read].concat()
    };
    match lock {
        Lock::ManagedByDirectory { source, read_at } => profile::LOCK_DIRECTORY.with(&[&named(source, read_at)]),
        Lock::FilledByDirectory { source, read_at } => profile::LOCK_FILLED.with(&[&named(source, read_at)]),
        Lock::NotReadYet => profile::LOCK_NOT_READ.say().to_owned(),
        Lock::WorkedOut { source } => profile::LOCK_WORKED_OUT.with(&[&named(source, &None)]),
        Lock::Pinned { until } => profile::LOCK_PINNED.with(&[&day_and_time(*until)]),
        Lock::LockedByAdmin => profile::LOCK_ADMIN.say().to_owned(),
        Lock::PersonBlocked => profile::LOCK_BLOCKED.say().to_owned(),
    }
}
