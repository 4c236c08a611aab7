//! The bar that appears with the first unsaved change and stays in sight: how many, save, discard.

use domain::{api::Field, attribute::Approval};
use leptos::prelude::*;
use web_sys::{ScrollIntoViewOptions, ScrollLogicalPosition};

use super::{Editor, clash::label_of, drafts::NotKept, form::Edits};
use crate::{parts::message::trouble_message, trouble::problem_text, words::profile};

pub(super) fn save_bar(editor: Editor) -> AnyView {
    let count = Memo::new(move |_| i64::try_from(editor.edits.with(Edits::len)).unwrap_or(0));
    let is_there = Memo::new(move |_| count.get() > 0);
    let needs_approval = Memo::new(move |_| {
        let typed = |field: &Field| editor.edits.with(|edits| edits.has(&field.key));
        editor.profile.with(|profile| {
            profile
                .fields
                .iter()
                .any(|field| (field.approval != Approval::None || field.lock.is_some()) && typed(field))
        })
    });
    Effect::new(move |_| {
        if is_there.get() {
            request_animation_frame(reveal_what_is_typed_into);
        }
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
                    {move || editor.has_returned.get().then(|| returned(editor))}
                    {move || {
                        let text = match editor.drafts.would_be_lost()? {
                            NotKept::OnServer => profile::NOT_KEPT,
                            NotKept::SignedOut => profile::NOT_KEPT_SIGNED_OUT,
                            NotKept::Unanswered => profile::NOT_KEPT_UNANSWERED,
                        };
                        Some(view! { <p class="save-note" role="status">{text.say()}</p> })
                    }}
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

/// The bar may come up over the very field that it came up for.
fn reveal_what_is_typed_into() {
    let active = web_sys::window().and_then(|window| window.document()).and_then(|document| document.active_element());
    if let Some(active) = active.filter(|active| active.tag_name() != "BODY") {
        let options = ScrollIntoViewOptions::new();
        options.set_block(ScrollLogicalPosition::Nearest);
        active.scroll_into_view_with_scroll_into_view_options(&options);
    }
}

/// That this was typed before, and whether what it was typed over is another now.
fn returned(editor: Editor) -> AnyView {
    let has_moved = move || {
        let moved = |field: &Field| editor.edits.with(|edits| edits.has_moved(field));
        editor.profile.with(|profile| profile.fields.iter().any(moved))
    };
    view! {
        <p class=move || if has_moved() { "save-note" } else { "quiet-text" } role="status">
            {profile::DRAFT.say()} {move || has_moved().then(|| [" ", profile::DRAFT_MOVED.say()].concat())}
        </p>
    }
    .into_any()
}

/// That something is wrong, and what with which field: the fields themselves may be far from the bar.
fn what_to_mend(editor: Editor) -> Option<String> {
    let problems = editor.problems();
    if problems.is_empty() {
        return editor.lacks_reason().then(|| profile::SUGGESTION_NEEDS.say().to_owned());
    }
    let mut text = profile::FIX_FIRST.say().to_owned();
    for (key, found) in &problems {
        let label = editor.field(key).map(|field| label_of(&field).to_owned()).unwrap_or_default();
        let said = found.first().map(problem_text).unwrap_or_default();
        text.extend([" ", &label, ": ", &said]);
    }
    Some(text)
}

/// A word to whoever decides; there is none to say where nobody does.
fn comment(editor: Editor) -> AnyView {
    let suggests = Memo::new(move |_| editor.suggests());
    let label = move || if suggests.get() { profile::SUGGESTION_WHY.say() } else { profile::COMMENT.say() };
    let is_missing = move || (editor.needs_attention.get() && editor.lacks_reason()).to_string();
    view! {
        <label class="save-comment">
            <span class="save-comment-label">{label}</span>
            <input
                maxlength="500"
                aria-required=move || suggests.get().to_string()
                aria-invalid=is_missing
                prop:value=editor.comment
                on:input=move |event| editor.comment.set(event_target_value(&event))
            />
        </label>
    }
    .into_any()
}
