//! What one of several is chosen from in a row of the attributes page: who decides and whose word counts.

use domain::{
    api::{AttributeView, SetAttribute},
    attribute::{Approval, Authority},
};
use leptos::prelude::*;
use web_sys::HtmlSelectElement;

use super::attributes::{Settings, label};
use crate::words::{Text, attributes};

/// What each choice of whose word counts leads to.
pub(super) fn authority_help() -> AnyView {
    let lines = [
        (attributes::AUTHORITY_SHARED, attributes::AUTHORITY_SHARED_MEANS),
        (attributes::AUTHORITY_DIRECTORY, attributes::AUTHORITY_DIRECTORY_MEANS),
        (attributes::AUTHORITY_FILL, attributes::AUTHORITY_FILL_MEANS),
        (attributes::AUTHORITY_LOCAL, attributes::AUTHORITY_LOCAL_MEANS),
    ];
    let lines = lines.map(|(name, means)| {
        view! {
            <div>
                <dt>{name.say()}</dt>
                <dd>{means.say()}</dd>
            </div>
        }
    });
    view! {
        <details class="help">
            <summary>{attributes::AUTHORITY_HELP.say()}</summary>
            <dl class="facts">{lines}</dl>
            <p class="note">{attributes::BLANK_MEANS.say()}</p>
        </details>
    }
    .into_any()
}

/// Who decides. Levels are written first, in their own form.
pub(super) fn approval(settings: Settings, view: &AttributeView, is_levels_open: RwSignal<bool>) -> AnyView {
    let choices = [
        (Approval::None, attributes::APPROVAL_NONE),
        (Approval::Admins, attributes::APPROVAL_ADMINS),
        (Approval::Manager, attributes::APPROVAL_MANAGER),
        (Approval::Levels, attributes::APPROVAL_LEVELS),
    ];
    let now = choices.iter().position(|(choice, _)| *choice == view.attribute.policy.approval).unwrap_or(0);
    let set = move |index: usize| {
        let approval = choices.get(index).map(|(choice, _)| *choice);
        if approval == Some(Approval::Levels) {
            is_levels_open.set(true);
            return None;
        }
        Some(SetAttribute { approval, ..SetAttribute::default() })
    };
    select(settings, view, attributes::APPROVAL_OF, &choices.map(|(_, text)| text), now, set)
}

pub(super) fn authority(settings: Settings, view: &AttributeView) -> AnyView {
    let choices = [
        (Authority::Shared, attributes::AUTHORITY_SHARED),
        (Authority::Directory, attributes::AUTHORITY_DIRECTORY),
        (Authority::Fill, attributes::AUTHORITY_FILL),
        (Authority::Local, attributes::AUTHORITY_LOCAL),
    ];
    let now = choices.iter().position(|(choice, _)| *choice == view.attribute.policy.authority).unwrap_or(0);
    let set = move |index: usize| {
        let authority = choices.get(index).map(|(choice, _)| *choice);
        Some(SetAttribute { authority, ..SetAttribute::default() })
    };
    select(settings, view, attributes::AUTHORITY_OF, &choices.map(|(_, text)| text), now, set)
}

pub(super) fn select(
    settings: Settings,
    view: &AttributeView,
    what: Text,
    choices: &[Text],
    now: usize,
    set: impl Fn(usize) -> Option<SetAttribute> + 'static,
) -> AnyView {
    let shown = view.clone();
    let options: Vec<AnyView> = choices
        .iter()
        .enumerate()
        .map(|(index, text)| {
            view! { <option value=index.to_string() selected=index == now>{text.say()}</option> }.into_any()
        })
        .collect();
    let choose = move |event| {
        let control: HtmlSelectElement = event_target(&event);
        let index = control.value().parse().unwrap_or(now);
        match set(index) {
            Some(set) => settings.send(&shown, &set, move || control.set_value(&now.to_string())),
            None => control.set_value(&now.to_string()),
        }
    };
    view! {
        <select
            aria-label=what.with(&[label(view)])
            disabled=move || !settings.may_set || settings.act.is_busy()
            on:change=choose
        >
            {options}
        </select>
    }
    .into_any()
}
