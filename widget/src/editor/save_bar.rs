//! The bar that appears with the first unsaved change and stays in sight: how many, save, discard.

use domain::{api::Field, attribute::Approval};
use leptos::prelude::*;

use super::{Editor, form::Edits};
use crate::{parts::message::trouble_message, words::profile};

pub(super) fn save_bar(editor: Editor) -> AnyView {
    let count = Memo::new(move |_| i64::try_from(editor.edits.with(Edits::len)).unwrap_or(0));
    let is_there = Memo::new(move |_| count.get() > 0);
    let needs_approval = Memo::new(move |_| {
        let typed = |field: &Field| editor.edits.with(|edits| edits.has(&field.key));
        editor
            .profile
            .with(|profile| profile.fields.iter().any(|field| field.approval != Approval::None && typed(field)))
    });
    let bar = move || {
        is_there.get().then(|| {
            view! {
                <div class="save-bar">
                    {move || editor.trouble.get().map(|trouble| trouble_message(&trouble))}
                    <p class="save-count" role="status">
                        {move || profile::UNSAVED.of(count.get())}
                    </p>
                    {move || needs_approval.get().then(|| comment(editor))}
                    <p class="save-problem" role="alert">
                        {move || (editor.needs_attention.get() && !editor.problems().is_empty()).then(|| profile::FIX_FIRST.say())}
                    </p>
                    <div class="save-buttons">
                        <button type="submit" class="primary" disabled=editor.saving>
                            {move || if editor.saving.get() { profile::SAVING.say() } else { profile::SAVE.say() }}
                        </button>
                        <button type="button" disabled=editor.saving on:click=move |_| editor.discard()>
                            {profile::DISCARD.say()}
                        </button>
                    </div>
                </div>
            }
        })
    };
    bar.into_any()
}

/// A word to whoever decides; there is none to say where nobody does.
fn comment(editor: Editor) -> AnyView {
    view! {
        <label class="save-comment">
            <span class="save-comment-label">{profile::COMMENT.say()}</span>
            <input
                maxlength="500"
                prop:value=editor.comment
                on:input=move |event| editor.comment.set(event_target_value(&event))
            />
        </label>
    }
    .into_any()
}
