//! The group of attributes that one is decided on with, on the attributes page.

use domain::api::{AttributeView, SetAttribute};
use leptos::prelude::*;

use super::attributes::{Settings, label};
use crate::words::policy;

/// The group that it is decided on with (P43); blank for none.
pub(super) fn together(settings: Settings, view: &AttributeView) -> AnyView {
    let shown = view.clone();
    let now = view.attribute.together.clone().unwrap_or_default();
    let before = now.clone();
    let set = move |event| {
        let control: web_sys::HtmlInputElement = event_target(&event);
        let before = before.clone();
        let together = Some(control.value());
        settings
            .send(&shown, &SetAttribute { together, ..SetAttribute::default() }, move || control.set_value(&before));
    };
    view! {
        <span class="note" aria-hidden="true">{policy::TOGETHER.say()}</span>
        <input
            type="text"
            maxlength="64"
            aria-label=policy::TOGETHER_OF.with(&[label(view)])
            prop:value=now
            disabled=move || !settings.may_set || settings.act.is_busy()
            on:change=set
        />
    }
    .into_any()
}
