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
    api,
    parts::{
        act::Act,
        dialog::{actions, dialog},
        mover::mover,
    },
    words::{Text, frame, levels as words},
};

/// The levels being written.
#[derive(Clone, Copy)]
pub(super) struct Draft {
    pub(super) levels: RwSignal<Vec<Row>>,
    /// The names of people whom they ask.
    pub(super) named: RwSignal<Vec<NamedPerson>>,
}

/// A level with a number that stays its own wherever it is moved.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Row {
    id: usize,
    level: Level,
}

impl Draft {
    fn of(view: &AttributeView) -> Self {
        let rows = view.attribute.levels.iter().cloned().enumerate().map(|(id, level)| Row { id, level });
        Self { levels: RwSignal::new(rows.collect()), named: RwSignal::new(view.named.clone()) }
    }

    pub(super) fn add(self, level: Level) {
        self.levels.update(|all| {
            let id = all.iter().map(|row| row.id + 1).max().unwrap_or(0);
            all.push(Row { id, level });
        });
    }

    fn place(self, id: usize) -> usize {
        self.levels.with(|all| all.iter().position(|row| row.id == id)).unwrap_or(0)
    }

    fn shift(self, id: usize, up: bool) {
        let place = untrack(|| self.place(id));
        let other = if up { place.checked_sub(1) } else { Some(place + 1) };
        self.levels.update(|all| {
            if let Some(other) = other.filter(|other| *other < all.len()) {
                all.swap(place, other);
            }
        });
    }
}

/// The levels in words and the way to them, where an attribute's approval is in levels; and the form of its levels while `is_open`.
pub(super) fn levels_of(settings: Settings, view: &AttributeView, is_open: RwSignal<bool>) -> AnyView {
    let edited = view.clone();
    let form = move || is_open.get().then(|| editor(settings, &edited, is_open));
    if view.attribute.policy.approval != Approval::Levels {
        return form.into_any();
    }
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
    let name = words::EDIT_OF.with(&[label(view)]);
    view! {
        {sentences}
        <button aria-label=name disabled=move || !settings.may_set on:click=move |_| is_open.set(true)>
            {words::EDIT.say()}
        </button>
        {form}
    }
    .into_any()
}

fn editor(settings: Settings, view: &AttributeView, is_open: RwSignal<bool>) -> AnyView {
    let (draft, further, act) = (Draft::of(view), Form::start(), Act::start());
    let close = Callback::new(move |()| is_open.set(false));
    let (key, version) = (view.attribute.key.clone(), StoredValue::new(view.version));
    let is_overtaken = RwSignal::new(false);
    // The draft stays; whoever saves it once more does so knowing that something else was set meanwhile.
    let catch_up = {
        let key = key.clone();
        move || {
            api::attributes().then(move |all| {
                let now = all.ok().and_then(|all| all.into_iter().find(|one| one.attribute.key == key));
                if let Some(now) = now {
                    version.try_set_value(now.version);
                    is_overtaken.try_set(true);
                }
            });
        }
    };
    let save = move |_| {
        if further.is_left_over() {
            return;
        }
        let levels = draft.levels.get_untracked().into_iter().map(|row| row.level).collect();
        // That it asks in levels comes into force with the levels, and not before.
        let approval = Some(Approval::Levels);
        let set = SetAttribute { levels: Some(levels), approval, ..SetAttribute::default() };
        let (ask, catch_up) = (api::set_attribute(&key, version.get_value(), &set), catch_up.clone());
        is_overtaken.set(false);
        let done = move |set| {
            is_open.set(false);
            settings.took(set);
        };
        act.run_or(ask, done, move |trouble| {
            if trouble.is_overtaken() {
                catch_up();
            }
        });
    };
    let buttons = view! {
        <button class="primary" disabled=move || act.is_busy() on:click=save>
            {words::SAVE.say()}
        </button>
        <button on:click=move |_| close.run(())>{frame::CANCEL.say()}</button>
    };
    let none = move || draft.levels.with(Vec::is_empty).then(|| view! { <p>{words::NONE.say()}</p> });
    let body = view! {
        <p class="note">{words::LEAD.say()}</p>
        {none}
        <ol class="plain">
            <For each=move || draft.levels.get() key=|row| row.id let:row>
                {listed(draft, row)}
            </For>
        </ol>
        {form(draft, further)}
        {act.view()}
        {move || is_overtaken.get().then(|| view! { <p class="note">{words::OVERTAKEN.say()}</p> })}
        {actions(buttons.into_any())}
    };
    dialog(words::EDIT_OF.with(&[label(view)]), close, body.into_any())
}

fn listed(draft: Draft, row: Row) -> AnyView {
    let Row { id, level } = row;
    let number = move || (draft.place(id) + 1).to_string();
    let said = Memo::new(move |_| {
        let said = draft.named.with(|named| level_words::level(&level, named));
        words::LEVEL.with(&[&number(), &said])
    });
    let button = |up: bool, short: Text, name: Text| {
        let is_at_end = Signal::derive(move || {
            let last = draft.levels.with(Vec::len).saturating_sub(1);
            draft.place(id) == if up { 0 } else { last }
        });
        let name = Signal::derive(move || name.with(&[&number()]));
        mover("", short.say().into_any(), name, is_at_end, Callback::new(move |()| draft.shift(id, up)))
    };
    let remove = move |_| draft.levels.update(|all| all.retain(|row| row.id != id));
    view! {
        <li>
            <p>{said}</p>
            <div class="page-acts">
                {button(true, words::UP_SHORT, words::UP)} {button(false, words::DOWN_SHORT, words::DOWN)}
                <button type="button" aria-label=move || words::REMOVE.with(&[&said.get()]) on:click=remove>
                    {words::REMOVE_SHORT.say()}
                </button>
            </div>
        </li>
    }
    .into_any()
}

/// The approvers that can be chosen without a name.
pub(super) const PLAIN: [Approver; 5] =
    [Approver::Manager, Approver::ManagersManager, Approver::Admins, Approver::ContainerOwner, Approver::GroupOwner];
