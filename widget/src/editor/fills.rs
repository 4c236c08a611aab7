//! Filling in what goes with a chosen value, such as the address of an office (T4): told under the field that was chosen, and taken back by one
//! button. What stands in a locked field is asked for.

use domain::{
    api::{Field, FillOffer, Typed},
    name::AttributeKey,
};
use leptos::prelude::*;

use super::{Editor, clash::label_of, field::text_of};
use crate::{
    parts::icons::{Icon, icon},
    words::profile,
};

/// What was filled in last, and what stood there before.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Filled {
    offer: FillOffer,
    before: Vec<(AttributeKey, Option<Typed>)>,
}

impl Editor {
    /// Fills in what goes with what was chosen in a field, if anything does.
    pub(super) fn fill_in(self, chosen: &Field) {
        let offer = self.profile.with_untracked(|profile| {
            let says = self.edits.with_untracked(|edits| edits.says(chosen));
            profile.fills.iter().find(|offer| offer.when == chosen.key && Some(&offer.is) == says.as_ref()).cloned()
        });
        let Some(offer) = offer else { return };
        let fields = self.profile.with_untracked(|profile| profile.fields.clone());
        let mut before = Vec::new();
        self.edits.update(|edits| before = edits.fill_in(&offer, &fields));
        if !before.is_empty() {
            self.filled.set(Some(Filled { offer, before }));
        }
    }
}

/// What was filled in by choosing in this field, and the way back.
pub(super) fn filled_in(editor: Editor, field: &Field) -> Option<AnyView> {
    let key = field.key.clone();
    if !editor.profile.with_untracked(|profile| profile.fills.iter().any(|offer| offer.when == key)) {
        return None;
    }
    let view = move || {
        let filled = editor.filled.get().filter(|filled| filled.offer.when == key)?;
        let said: Vec<String> = filled
            .offer
            .fills
            .iter()
            .filter_map(|fill| {
                let field = editor.field(&fill.attribute)?;
                let text = text_of(&field, fill.value.first());
                let said = if fill.asks { profile::FILLED_ASKS } else { profile::FILLED_ONE };
                Some(said.with(&[label_of(&field), &text]))
            })
            .collect();
        let undo = move |_| {
            let Some(filled) = editor.filled.get_untracked() else { return };
            editor.edits.update(|edits| edits.put_back(filled.before));
            editor.filled.set(None);
        };
        Some(view! {
            <p class="note" role="status">
                {profile::FILLED_IN.with(&[&said.join(" · ")])}
                <button type="button" class="quiet" on:click=undo>
                    {icon(Icon::Undo)}
                    {profile::FILLED_UNDO.say()}
                </button>
            </p>
        })
    };
    Some(view.into_any())
}

/// What is asked for in a field that is locked, and the way back.
pub(super) fn asked_for(editor: Editor, field: &Field) -> AnyView {
    let (shown, key) = (field.clone(), field.key.clone());
    let label = profile::RESET_FIELD.with(&[label_of(field)]);
    let view = move || {
        let text = editor.edits.with(|edits| edits.has(&key).then(|| edits.texts(&shown)))?.into_iter().next()?;
        let gone = key.clone();
        let text = profile::ASKED_FOR.with(&[&text_of(&shown, &text)]);
        Some(view! {
            <p class="note">
                {text}
                <button
                    type="button"
                    class="quiet icon-only"
                    aria-label=label.clone()
                    on:click=move |_| editor.edits.update(|edits| edits.drop_field(&gone))
                >
                    {icon(Icon::Undo)}
                </button>
            </p>
        })
    };
    view.into_any()
}
