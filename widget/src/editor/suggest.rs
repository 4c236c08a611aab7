//! Suggesting a correction of what is locked (X21): the field opens to be typed into like any other, and what is typed goes to the administrators as
//! a request. What was typed before a field was locked is kept in the same way.

use domain::{api::Field, attribute::Kind, rights::Act};
use leptos::prelude::*;

use super::{Editor, clash::label_of};
use crate::{
    parts::values::in_words,
    session::SignedIn,
    words::{frame, profile},
};

/// Whether a locked field is open to be typed into as a suggestion.
#[derive(Clone, Copy)]
pub(super) struct Suggesting {
    may: bool,
    is_open: RwSignal<bool>,
    /// Something had been typed when the page was drawn.
    has_returned: bool,
}

impl Suggesting {
    pub(super) fn of(editor: Editor, field: &Field) -> Self {
        let may_choose = field.kind != Kind::Person || SignedIn::here().may(Act::SeePeople);
        let may = field.may_suggest && may_choose && field.kind != Kind::Photo;
        let has_returned = may && editor.edits.with_untracked(|edits| edits.has(&field.key));
        Self { may, is_open: RwSignal::new(has_returned), has_returned }
    }

    pub(super) fn is_open(self) -> bool {
        self.is_open.get()
    }

    pub(super) fn open(self) {
        self.is_open.set(true);
    }

    /// The button that opens the field, and the one that closes it and takes back what was typed.
    pub(super) fn button(self, editor: Editor, field: &Field) -> Option<AnyView> {
        let (name, key) = (label_of(field).to_owned(), field.key.clone());
        let label = move || match self.is_open.get() {
            true => [frame::CANCEL.say(), ": ", &name].concat(),
            false => profile::SUGGEST_FOR.with(&[&name]),
        };
        let press = move |_| {
            if self.is_open.get_untracked() {
                editor.edits.update(|edits| edits.drop_field(&key));
            }
            self.is_open.update(|open| *open = !*open);
        };
        let word = move || if self.is_open.get() { frame::CANCEL.say() } else { profile::SUGGEST.say() };
        self.may.then(|| {
            view! {
                <button
                    type="button"
                    class="quiet suggest"
                    aria-label=label
                    aria-expanded=move || self.is_open.get().to_string()
                    on:click=press
                >
                    {word}
                </button>
            }
            .into_any()
        })
    }

    /// What becomes of what is typed here, and what stands there until then.
    pub(super) fn note(self, field: &Field) -> AnyView {
        let stands = in_words(Some(field.kind), field.value.as_ref(), field.shown.as_deref());
        let note = move || {
            self.is_open.get().then(|| {
                let text = if self.has_returned { profile::LOCKED_SINCE } else { profile::SUGGESTING };
                view! {
                    <p class="note">{text.say()}</p>
                    <p class="note">{profile::CURRENTLY.with(&[&stands])}</p>
                }
            })
        };
        note.into_any()
    }
}
