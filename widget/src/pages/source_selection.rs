//! Who of a source comes in: containers, groups and rules, tried on the directory before they are saved (S4.9 to S4.11, T15).

use std::collections::BTreeMap;

use domain::{
    api::{ContainerView, PreviewSource, SetSource, Source, SourceState, Tried},
    id::SourceId,
    selection::{Container, Selection},
};
use leptos::prelude::*;
use web_sys::HtmlSelectElement;

use super::{
    preview::Preview,
    source_rules::{Rows, rules},
    source_tried::tried_view,
};
use crate::{
    api,
    parts::{
        act::Act,
        loading::{load, loaded},
        notice::Notices,
    },
    words::{Text, selection as words},
};

/// What is being chosen.
#[derive(Clone, Copy)]
struct Form {
    /// Taken or left out, by the container's distinguished name.
    containers: RwSignal<BTreeMap<String, bool>>,
    groups: RwSignal<String>,
    include: Rows,
    exclude: Rows,
    without_disabled: RwSignal<bool>,
    /// What the choice came to when it was tried, and the choice.
    tried: RwSignal<Option<(Selection, Tried)>>,
}

impl Form {
    fn of(selection: &Selection) -> Self {
        let containers = selection.containers.iter().map(|one| (one.dn.clone(), one.taken)).collect();
        Self {
            containers: RwSignal::new(containers),
            groups: RwSignal::new(selection.groups.join("\n")),
            include: Rows::of(&selection.include),
            exclude: Rows::of(&selection.exclude),
            without_disabled: RwSignal::new(selection.without_disabled),
            tried: RwSignal::new(None),
        }
    }

    /// The choice as it stands; read inside a view it is followed.
    fn selection(self) -> Selection {
        let lines = self.groups.get();
        Selection {
            containers: self.containers.get().into_iter().map(|(dn, taken)| Container { dn, taken }).collect(),
            groups: lines.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect(),
            include: self.include.rules(),
            exclude: self.exclude.rules(),
            without_disabled: self.without_disabled.get(),
        }
    }
}

/// The choice in a line.
pub(super) fn in_words(selection: &Selection) -> String {
    let count = |length: usize| i64::try_from(length).unwrap_or(i64::MAX);
    let parts = [
        (words::CONTAINERS_CHOSEN, selection.containers.len()),
        (words::GROUPS_CHOSEN, selection.groups.len()),
        (words::RULES, selection.include.len() + selection.exclude.len()),
    ];
    let mut said: Vec<String> =
        parts.into_iter().filter(|(_, length)| *length > 0).map(|(text, length)| text.of(count(length))).collect();
    if selection.without_disabled {
        said.push(words::DISABLED.say().to_owned());
    }
    if said.is_empty() { words::EVERYBODY.say().to_owned() } else { said.join(" · ") }
}

/// The choice, and for who may set it the form behind it.
pub(super) fn selection_editor(source: &Source, may_set: bool, moved: Callback<()>) -> AnyView {
    let line = in_words(&source.selection);
    if !may_set {
        return view! { <p><span class="label">{words::TITLE.say()}</span> {line}</p> }.into_any();
    }
    let form = Form::of(&source.selection);
    let (id, version) = (source.id, source.version);
    let preview = (source.state != SourceState::Draft).then(Preview::start);
    let (act, trial, notices) = (Act::start(), Act::start(), Notices::here());
    let try_it = move |_| {
        let selection = untrack(|| form.selection());
        form.tried.set(None);
        trial.run(api::try_selection(id, selection.clone()), move |tried| form.tried.set(Some((selection, tried))));
    };
    let save = move |_| {
        let settings = SetSource { selection: Some(untrack(|| form.selection())), ..SetSource::default() };
        act.run(api::set_source(id, version, &settings), move |_| {
            notices.say(words::SAVED.say());
            moved.run(());
        });
    };
    // Saved is what was tried: a choice may take people out.
    let is_tried = move || form.tried.with(|tried| tried.as_ref().map(|(of, _)| of.clone())) == Some(form.selection());
    view! {
        <details>
            <summary>{words::TITLE.say()} " – " {line}</summary>
            <div class="source-form">
                {containers(id, form.containers)}
                <label class="source-field">
                    <span class="label">{words::GROUPS.say()}</span>
                    <textarea
                        rows="3"
                        spellcheck="false"
                        prop:value=move || form.groups.get()
                        on:input=move |event| form.groups.set(event_target_value(&event))
                    ></textarea>
                    <span class="note">{words::GROUPS_LEAD.say()}</span>
                </label>
                {rules(words::INCLUDE, None, form.include)}
                {rules(words::EXCLUDE, Some(words::EXCLUDE_LEAD), form.exclude)}
                <label class="choice">
                    <input
                        type="checkbox"
                        prop:checked=move || form.without_disabled.get()
                        on:change=move |_| form.without_disabled.update(|is_on| *is_on = !*is_on)
                    />
                    <span>{words::DISABLED.say()}</span>
                </label>
                <div aria-live="polite">
                    {move || form.tried.get().map(|(_, tried)| tried_view(&tried))}
                </div>
                {trial.view()}
                {act.view()}
                <p class="note">{move || (!is_tried()).then(|| words::TRY_FIRST.say())}</p>
                <div class="page-acts">
                    <button disabled=move || trial.is_busy() on:click=try_it>
                        {move || if trial.is_busy() { words::TRYING.say() } else { words::TRY.say() }}
                    </button>
                    {preview
                        .map(|preview| {
                            preview
                                .button(
                                    id,
                                    move || PreviewSource {
                                        selection: Some(untrack(|| form.selection())),
                                        ..PreviewSource::default()
                                    },
                                )
                        })}
                    <button class="primary" disabled=move || act.is_busy() || !is_tried() on:click=save>
                        {words::SAVE.say()}
                    </button>
                </div>
                {preview.map(Preview::view)}
            </div>
        </details>
    }
    .into_any()
}

/// The directory's containers, asked for only when somebody wants to see them; until then the chosen ones.
fn containers(source: SourceId, chosen: RwSignal<BTreeMap<String, bool>>) -> AnyView {
    let is_open = RwSignal::new(false);
    let known = move || chosen.with_untracked(|chosen| chosen.keys().cloned().collect::<Vec<_>>());
    let shown = move || {
        if is_open.get() {
            let list = load(move || api::containers(source));
            loaded(list, move |all| table(&with_lost(all, known()), chosen))
        } else {
            let plain =
                known().into_iter().map(|dn| ContainerView { name: dn.clone(), depth: 0, dn }).collect::<Vec<_>>();
            let button = view! {
                <button on:click=move |_| is_open.set(true)>{words::SHOW_CONTAINERS.say()}</button>
            };
            view! { {(!plain.is_empty()).then(|| table(&plain, chosen))} {button} }.into_any()
        }
    };
    view! {
        <fieldset class="source-field">
            <legend class="label">{words::CONTAINERS.say()}</legend>
            <p class="note">{words::CONTAINERS_LEAD.say()}</p>
            {shown}
        </fieldset>
    }
    .into_any()
}

/// Chosen containers that the directory no longer has are shown too: only so can they be taken back.
fn with_lost(mut all: Vec<ContainerView>, chosen: Vec<String>) -> Vec<ContainerView> {
    for dn in chosen {
        if !all.iter().any(|one| one.dn.eq_ignore_ascii_case(&dn)) {
            all.push(ContainerView { name: dn.clone(), depth: 0, dn });
        }
    }
    all
}

fn table(all: &[ContainerView], chosen: RwSignal<BTreeMap<String, bool>>) -> AnyView {
    let rows: Vec<AnyView> = all.iter().map(|container| row(container, chosen)).collect();
    view! { <ul class="tree">{rows}</ul> }.into_any()
}

fn row(container: &ContainerView, chosen: RwSignal<BTreeMap<String, bool>>) -> AnyView {
    const CHOICES: [Text; 3] = [words::NEAREST, words::TAKE, words::LEAVE_OUT];
    let dn = container.dn.clone();
    let held = chosen.with_untracked(|chosen| {
        chosen.iter().find(|(known, _)| known.eq_ignore_ascii_case(&dn)).map(|(_, taken)| *taken)
    });
    let now = match held {
        None => 0,
        Some(true) => 1,
        Some(false) => 2,
    };
    let choose = move |event| {
        let place: usize = event_target::<HtmlSelectElement>(&event).value().parse().unwrap_or(0);
        chosen.update(|chosen| {
            chosen.retain(|known, _| !known.eq_ignore_ascii_case(&dn));
            if place > 0 {
                chosen.insert(dn.clone(), place == 1);
            }
        });
    };
    let options: Vec<AnyView> = CHOICES
        .iter()
        .enumerate()
        .map(|(place, text)| {
            view! { <option value=place.to_string() selected=place == now>{text.say()}</option> }.into_any()
        })
        .collect();
    view! {
        <li data-depth=container.depth.min(6).to_string()>
            <span title=container.dn.clone()>{container.name.clone()}</span>
            <select aria-label=words::CHOICE_OF.with(&[&container.name]) on:change=choose>
                {options}
            </select>
        </li>
    }
    .into_any()
}
