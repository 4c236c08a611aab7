//! What has to be filled in, told when the form opens and until it is (T1).

use domain::name::AttributeKey;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;

use super::{Editor, clash::label_of, field::Ids, form::Edits};
use crate::{
    parts::message::{Tone, message},
    words::profile,
};

/// The fields that keep the reader from saving; nothing for an administrator, who mends one field of somebody without knowing the others.
pub(super) fn missing(editor: Editor, edits: &Edits) -> Vec<AttributeKey> {
    editor.profile.with(|profile| {
        if profile.as_admin || editor.is_read_only { Vec::new() } else { edits.missing(&profile.fields) }
    })
}

/// Their names, each leading to its field.
pub(super) fn message_of(editor: Editor) -> AnyView {
    let keys = Memo::new(move |_| editor.edits.with(|edits| missing(editor, edits)));
    (move || {
        let keys = keys.get();
        let names: Vec<AnyView> = keys
            .iter()
            .filter_map(|key| {
                let label = label_of(&editor.field(key)?).to_owned();
                let id = Ids::of(key).input;
                let go = move |_| focus(&id);
                Some(view! { <li><button type="button" class="quiet" on:click=go>{label}</button></li> }.into_any())
            })
            .collect();
        let count = i64::try_from(keys.len()).unwrap_or(0);
        (count > 0)
            .then(|| message(Tone::Warning, view! { {profile::TO_FILL_IN.of(count)} <ul class="chips">{names}</ul> }))
    })
    .into_any()
}

fn focus(id: &str) {
    let field = web_sys::window().and_then(|window| window.document()).and_then(|page| page.get_element_by_id(id));
    if let Some(field) = field.and_then(|field| field.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = field.focus();
    }
}
