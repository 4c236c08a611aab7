//! Column profiles: what another program calls the columns of files for each target, and what is asked before one is removed (S1.13).

use domain::{
    api::{ColumnProfileView, Target},
    rights::Act as Right,
};
use leptos::prelude::*;

use super::{
    column_profile_form::form_dialog,
    export_form::key_word,
    frame::{card_act, card_acts, heading},
    labels::{Labels, label_for, labels},
};
use crate::{
    api,
    parts::{
        act::Act,
        icons::{Icon, icon},
        loading::{Load, load, loaded, nothing},
        notice::Notices,
        question::question,
    },
    session::SignedIn,
    words::{columns as words, exports, overdue},
};

/// The profiles of one target, and what is being done to them.
#[derive(Clone, Copy)]
pub(super) struct Desk {
    pub(super) target: StoredValue<Target>,
    pub(super) list: Load<Vec<ColumnProfileView>>,
    pub(super) labels: Load<Labels>,
    pub(super) notices: Notices,
    /// The profile that is being written: a new one, or one of the list.
    pub(super) writing: RwSignal<Option<Option<ColumnProfileView>>>,
    removing: RwSignal<Option<ColumnProfileView>>,
}

pub(crate) fn page() -> AnyView {
    let targets = load(api::targets);
    let labels = labels();
    view! {
        {heading(|| words::TITLE.say().to_owned(), Some(words::LEAD.say()))}
        <p>
            <a href="/exports">{overdue::BACK.say()}</a>
        </p>
        {loaded(
            targets,
            move |targets| {
                if targets.is_empty() {
                    return nothing(exports::NO_TARGET.say(), exports::NO_TARGET_LEAD.say(), ());
                }
                targets.into_iter().map(|target| of_target(target, labels)).collect::<Vec<_>>().into_any()
            },
        )}
    }
    .into_any()
}

fn of_target(target: Target, labels: Load<Labels>) -> AnyView {
    let may_set = SignedIn::here().may(Right::SetSource);
    let (id, name) = (target.id, target.name.clone());
    let desk = Desk {
        target: StoredValue::new(target),
        list: load(move || api::column_profiles(id)),
        labels,
        notices: Notices::here(),
        writing: RwSignal::new(None),
        removing: RwSignal::new(None),
    };
    let add = may_set.then(|| {
        view! {
            <button on:click=move |_| desk.writing.set(Some(None))>
                {icon(Icon::Plus)}
                {words::ADD.say()}
            </button>
        }
    });
    view! {
        <h2 class="section-title">{name}</h2>
        <div class="page-acts">{add}</div>
        {loaded(desk.list, move |all| list(desk, &all, may_set))}
        {move || desk.writing.get().map(|known| form_dialog(desk, known.as_ref()))}
        {move || desk.removing.get().map(|view| remove_dialog(desk, &view))}
    }
    .into_any()
}

fn list(desk: Desk, all: &[ColumnProfileView], may_set: bool) -> AnyView {
    if all.is_empty() {
        return nothing(words::NONE.say(), words::NONE_LEAD.say(), ());
    }
    all.iter().map(|view| card(desk, view, may_set)).collect::<Vec<_>>().into_any()
}

fn card(desk: Desk, view: &ColumnProfileView, may_set: bool) -> AnyView {
    let (profile, name) = (view.profile.clone(), view.profile.name.clone());
    let key = words::KEY_IS.with(&[profile.key_heading.as_deref().unwrap_or_else(|| key_word(profile.key).say())]);
    let rows = profile.headings.into_iter().map(|(attribute, heading)| {
        view! {
            <div>
                <dt>{move || label_for(desk.labels, &attribute)}</dt>
                <dd>{heading}</dd>
            </div>
        }
    });
    let acts = may_set.then(|| {
        let (change, gone) = (view.clone(), view.clone());
        card_acts([
            card_act(words::CHANGE, words::CHANGE_OF.with(&[&name]), move || {
                desk.writing.set(Some(Some(change.clone())));
            }),
            card_act(words::REMOVE, words::REMOVE_OF.with(&[&name]), move || desk.removing.set(Some(gone.clone()))),
        ])
    });
    view! {
        <section class="card change">
            <div class="change-head">
                <h3>{name}</h3>
                {acts}
            </div>
            <p>{key}</p>
            <dl class="facts">{rows.collect::<Vec<_>>()}</dl>
        </section>
    }
    .into_any()
}

fn remove_dialog(desk: Desk, view: &ColumnProfileView) -> AnyView {
    let act = Act::start();
    let close = Callback::new(move |()| desk.removing.set(None));
    let (id, version, name) = (view.id, view.version, view.profile.name.clone());
    let title = words::REMOVE_ASK.with(&[&name]);
    let remove = move || {
        let name = name.clone();
        act.run(api::remove_column_profile(id, version), move |_| {
            desk.notices.say(words::REMOVED.with(&[&name]));
            desk.removing.set(None);
            desk.list.again();
        });
    };
    question(title, words::REMOVE_LEAD.say(), words::REMOVE, act, remove, close)
}
