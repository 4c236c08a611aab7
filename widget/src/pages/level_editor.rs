//! The levels of approval of an attribute: each as a sentence, to be ordered and taken away, and a form for a further one.

use domain::{
    api::{AttributeView, NamedPerson, SetAttribute},
    approval::{Approver, Level},
    attribute::Approval,
};
use leptos::prelude::*;

use super::{
    attributes::{Settings, label},
    level_form::{Form, form},
    level_words,
};
use crate::{
    parts::dialog::{actions, dialog},
    words::{frame, levels as words},
};

/// The levels being written.
#[derive(Clone, Copy)]
pub(super) struct Draft {
    pub(super) levels: RwSignal<Vec<Level>>,
    /// The names of people whom they ask.
    pub(super) named: RwSignal<Vec<NamedPerson>>,
}

/// The levels in words and the way to them, where an attribute's approval is in levels.
pub(super) fn levels_of(settings: Settings, view: &AttributeView) -> Option<AnyView> {
    if view.attribute.policy.approval != Approval::Levels {
        return None;
    }
    let is_open = RwSignal::new(false);
    let sentences: Vec<AnyView> = view
        .attribute
        .levels
        .iter()
        .map(|level| view! { <li>{level_words::level(level, &view.named)}</li> }.into_any())
        .collect();
    let sentences = match sentences.is_empty() {
        true => view! { <p class="note">{words::NONE.say()}</p> }.into_any(),
        false => view! { <ol class="levels note">{sentences}</ol> }.into_any(),
    };
    let shown = view.clone();
    let name = words::EDIT_OF.with(&[label(view)]);
    Some(
        view! {
            {sentences}
            <button aria-label=name disabled=move || !settings.may_set on:click=move |_| is_open.set(true)>
                {words::EDIT.say()}
            </button>
            {move || is_open.get().then(|| editor(settings, &shown, is_open))}
        }
        .into_any(),
    )
}

fn editor(settings: Settings, view: &AttributeView, is_open: RwSignal<bool>) -> AnyView {
    let draft =
        Draft { levels: RwSignal::new(view.attribute.levels.clone()), named: RwSignal::new(view.named.clone()) };
    let close = Callback::new(move |()| is_open.set(false));
    let shown = view.clone();
    let save = move |_| {
        let set = SetAttribute { levels: Some(draft.levels.get_untracked()), ..SetAttribute::default() };
        is_open.set(false);
        settings.send(&shown, &set, || ());
    };
    let buttons = view! {
        <button class="primary" on:click=save>
            {words::SAVE.say()}
        </button>
        <button on:click=move |_| close.run(())>{frame::CANCEL.say()}</button>
    };
    let body = view! {
        <p class="note">{words::LEAD.say()}</p>
        {move || list(draft)}
        {form(draft, Form::start())}
        {actions(buttons.into_any())}
    };
    dialog(words::EDIT_OF.with(&[label(view)]), close, body.into_any())
}

fn list(draft: Draft) -> AnyView {
    let all = draft.levels.get();
    if all.is_empty() {
        return view! { <p>{words::NONE.say()}</p> }.into_any();
    }
    let count = all.len();
    let row = |(place, level): (usize, Level)| {
        let said = draft.named.with(|named| level_words::level(&level, named));
        let number = (place + 1).to_string();
        let swap = move |other: usize| move |_| draft.levels.update(|all| all.swap(place, other));
        let up = (place > 0).then(|| {
            view! {
                <button aria-label=words::UP.with(&[&number]) on:click=swap(place - 1)>
                    {words::UP_SHORT.say()}
                </button>
            }
        });
        let down = (place + 1 < count).then(|| {
            view! {
                <button aria-label=words::DOWN.with(&[&number]) on:click=swap(place + 1)>
                    {words::DOWN_SHORT.say()}
                </button>
            }
        });
        let remove = move |_| {
            draft.levels.update(|all| {
                all.remove(place);
            });
        };
        let said = words::LEVEL.with(&[&number, &said]);
        view! {
            <li>
                <p>{said.clone()}</p>
                <div class="page-acts">
                    {up} {down} <button aria-label=words::REMOVE.with(&[&said]) on:click=remove>
                        {words::REMOVE_SHORT.say()}
                    </button>
                </div>
            </li>
        }
        .into_any()
    };
    view! { <ol class="plain">{all.into_iter().enumerate().map(row).collect::<Vec<_>>()}</ol> }.into_any()
}

/// The approvers that can be chosen without a name.
pub(super) const PLAIN: [Approver; 5] =
    [Approver::Manager, Approver::ManagersManager, Approver::Admins, Approver::ContainerOwner, Approver::GroupOwner];
