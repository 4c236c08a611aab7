//! The question whether what was not looked at for long is still right: a bar above the form, never in the way (X11).

use domain::api::{ConfirmDetails, Field, Profile};
use leptos::prelude::*;

use super::{Editor, clash::label_in};
use crate::{
    api,
    parts::{
        act::Act,
        message::{Tone, message},
        values::value_view,
    },
    words::news as words,
};

/// The bar, where something is due.
pub(crate) fn confirm_bar(editor: Editor) -> AnyView {
    let act = Act::start();
    let due = Memo::new(move |_| editor.profile.with(due));
    (move || {
        let fields = due.get();
        (!fields.is_empty()).then(|| bar(editor, act, &fields))
    })
    .into_any()
}

/// The fields that are due, as they are now.
fn due(profile: &Profile) -> Vec<Field> {
    let asked = profile.confirm.iter().flat_map(|asked| &asked.attributes);
    asked.filter_map(|key| profile.fields.iter().find(|field| field.key == *key).cloned()).collect()
}

fn bar(editor: Editor, act: Act, fields: &[Field]) -> AnyView {
    let (filled, blank): (Vec<&Field>, Vec<&Field>) = fields.iter().partition(|field| field.value.is_some());
    let blank = blank.into_iter().map(|field| label_in(&field.labels, &field.key)).collect::<Vec<_>>().join(", ");
    let lead =
        if blank.is_empty() { words::CONFIRM_LEAD_FULL.say().to_owned() } else { words::CONFIRM_LEAD.with(&[&blank]) };
    let row = |field: &Field| {
        view! {
            <div>
                <dt>{label_in(&field.labels, &field.key).to_owned()}</dt>
                <dd>{value_view(Some(field.kind), field.value.as_ref(), field.shown.as_deref())}</dd>
            </div>
        }
        .into_any()
    };
    let rows: Vec<AnyView> = filled.into_iter().map(row).collect();
    let attributes: Vec<_> = fields.iter().map(|field| field.key.clone()).collect();
    let confirm = move |_| {
        let version = editor.profile.with_untracked(|profile| profile.version);
        act.run(api::confirm(version, &ConfirmDetails { attributes: attributes.clone() }), move |profile| {
            editor.profile.set(profile);
            editor.notices.say(words::THANKS.say());
        });
    };
    let later = move |_| {
        act.run(api::snooze(), move |_| {
            editor.profile.update(|profile| profile.confirm = None);
            editor.notices.say(words::PUT_OFF.say());
        });
    };
    message(
        Tone::Info,
        view! {
            <strong>{words::CONFIRM.say()}</strong>
            <dl class="facts">{rows}</dl>
            <p>{lead}</p>
            {act.view()}
            <div class="page-acts">
                <button disabled=move || act.is_busy() on:click=later>
                    {words::LATER.say()}
                </button>
                <button class="primary" disabled=move || act.is_busy() on:click=confirm>
                    {words::ALL_RIGHT.say()}
                </button>
            </div>
        },
    )
}
