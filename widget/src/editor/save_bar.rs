//! The bar that appears with the first unsaved change and stays in sight: how many, save, discard.

use domain::{api::Field, attribute::Approval};
use leptos::prelude::*;

use super::{Editor, clash::label_of, form::Edits};
use crate::{parts::message::trouble_message, storage, trouble::problem_text, words::profile};

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
                    {(!storage::is_there()).then(|| view! { <p class="save-note">{profile::NOT_KEPT.say()}</p> })}
                    <p class="save-problem" role="alert">
                        {move || editor.needs_attention.get().then(|| what_to_mend(editor))}
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

/// That something is wrong, and what with which field: the field itself may be far from the bar.
fn what_to_mend(editor: Editor) -> Option<String> {
    let problems = editor.problems();
    let (key, first) = problems.iter().next()?;
    let label = editor.field(key).map(|field| label_of(&field).to_owned()).unwrap_or_default();
    let said = first.first().map(problem_text).unwrap_or_default();
    Some([profile::FIX_FIRST.say(), " ", &label, ": ", &said].concat())
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
