//! Sets of values that fill in a form (T4): the list, and what is asked before one is removed.

use domain::api::{AttributeView, FillSetView};
use leptos::prelude::*;

use super::{
    attributes::label,
    fill_set_form::form_dialog,
    frame::{card_act, card_acts, heading, page_act},
    labels::{Labels, label_for, labels},
};
use crate::{
    api,
    editor::label_in,
    language::Language,
    parts::{
        act::Act,
        icons::Icon,
        loading::{Load, load, loaded, nothing},
        notice::Notices,
        question::question,
    },
    session::SignedIn,
    words::{catalogue, fills as words},
};

/// The sets being looked at, and what is being done to them.
#[derive(Clone, Copy)]
pub(super) struct Desk {
    pub(super) list: Load<Vec<FillSetView>>,
    pub(super) labels: Load<Labels>,
    pub(super) notices: Notices,
    /// The set that is being written: a new one, or one of the list.
    pub(super) writing: RwSignal<Option<Option<FillSetView>>>,
    removing: RwSignal<Option<FillSetView>>,
}

pub(crate) fn page() -> AnyView {
    let may_set = SignedIn::here().may(domain::rights::Act::SetAttributes);
    let desk = Desk {
        list: load(api::fill_sets),
        labels: labels(),
        notices: Notices::here(),
        writing: RwSignal::new(None),
        removing: RwSignal::new(None),
    };
    let add = may_set.then(|| page_act(Icon::Plus, words::ADD, move || desk.writing.set(Some(None))));
    view! {
        {heading(|| words::TITLE.say().to_owned(), Some(words::LEAD.say()))}
        <p>
            <a href="/attributes">{catalogue::BACK.say()}</a>
        </p>
        {add}
        {loaded(desk.list, move |all| list(desk, &all, may_set))}
        {move || {
            let known = desk.writing.get()?;
            let all = desk.labels.get()?;
            Some(form_dialog(desk, known.as_ref(), &all))
        }}
        {move || desk.removing.get().map(|view| remove_dialog(desk, &view))}
    }
    .into_any()
}

fn list(desk: Desk, all: &[FillSetView], may_set: bool) -> AnyView {
    if all.is_empty() {
        return nothing(words::NONE.say(), words::NONE_LEAD.say(), ());
    }
    all.iter().map(|view| card(desk, view, may_set)).collect::<Vec<_>>().into_any()
}

/// A value of an attribute as people read it.
pub(super) fn in_words(
    labels: &[AttributeView],
    key: &domain::name::AttributeKey,
    value: &domain::value::Value,
) -> String {
    let known = labels.iter().find(|view| view.attribute.key == *key);
    let shown = known.and_then(|view| domain::kind::shown(&view.attribute, value, Language::current().tag()));
    shown.unwrap_or_else(|| value.texts().join(", "))
}

fn card(desk: Desk, view: &FillSetView, may_set: bool) -> AnyView {
    let (set, name) = (view.set.clone(), view.set.name.clone());
    let chosen = {
        let set = set.clone();
        move || {
            let is = desk.labels.with(|all| in_words(all, &set.when, &set.is)).unwrap_or_default();
            words::CHOSEN_BY.with(&[&label_for(desk.labels, &set.when), &is])
        }
    };
    let rows = move || {
        let all = desk.labels.get().unwrap_or_default();
        let row = |fill: &domain::fill::SetValue| {
            let known = all.iter().find(|view| view.attribute.key == fill.attribute);
            let name = known.map_or_else(
                || fill.attribute.to_string(),
                |view| label_in(&view.attribute.labels, &fill.attribute).to_owned(),
            );
            let name = if fill.even_locked { words::EVEN_LOCKED_SHORT.with(&[&name]) } else { name };
            view! {
                <div>
                    <dt>{name}</dt>
                    <dd>{in_words(&all, &fill.attribute, &fill.value)}</dd>
                </div>
            }
        };
        set.fills.iter().map(row).collect::<Vec<_>>()
    };
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
                <h2>{name}</h2>
                <span class="badge">{words::VALUES.of(i64::try_from(view.set.fills.len()).unwrap_or(0))}</span>
                {acts}
            </div>
            <p>{chosen}</p>
            <dl class="facts">{rows}</dl>
        </section>
    }
    .into_any()
}

fn remove_dialog(desk: Desk, view: &FillSetView) -> AnyView {
    let act = Act::start();
    let close = Callback::new(move |()| desk.removing.set(None));
    let (id, version, name) = (view.id, view.version, view.set.name.clone());
    let title = words::REMOVE_ASK.with(&[&name]);
    let remove = move || {
        let name = name.clone();
        act.run(api::remove_fill_set(id, version), move |_| {
            desk.notices.say(words::REMOVED.with(&[&name]));
            desk.removing.set(None);
            desk.list.again();
        });
    };
    question(title, words::REMOVE_LEAD.say(), words::REMOVE, act, remove, close)
}

/// Attributes that a set can be chosen by or fill in: pictures and people follow the directory.
pub(super) fn usable(all: &[AttributeView]) -> Vec<AttributeView> {
    use domain::attribute::Kind;
    let is_usable = |view: &&AttributeView| !matches!(view.attribute.kind, Kind::Photo | Kind::Person);
    let mut usable: Vec<AttributeView> = all.iter().filter(is_usable).cloned().collect();
    usable.sort_by(|one, other| label(one).cmp(label(other)));
    usable
}
