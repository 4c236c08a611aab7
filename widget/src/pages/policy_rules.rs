//! Rules that narrow the policy of attributes for some people (X14, T3). Every edit shows what it would come to before it is saved (T15).

use domain::{
    api::{EditRules, PolicyRules, RuleView},
    rights::Act as Right,
};
use leptos::prelude::*;

use super::{
    frame::{heading, page_act},
    labels::{Labels, labels},
    policy_effect::effect_dialog,
    policy_explain::explain,
    policy_rule_form::form_dialog,
    policy_words as in_words,
};
use crate::{
    api,
    parts::{
        icons::{Icon, icon},
        loading::{Load, load, loaded, nothing},
        notice::Notices,
    },
    session::SignedIn,
    words::{Text, policy as words},
};

/// The rules being looked at, and what is being done to them.
#[derive(Clone, Copy)]
pub(super) struct Desk {
    pub(super) list: Load<PolicyRules>,
    pub(super) labels: Load<Labels>,
    pub(super) notices: Notices,
    /// The rule that is being written: a new one, or one of the list.
    pub(super) writing: RwSignal<Option<Option<RuleView>>>,
    /// The edit whose effect is being looked at.
    pub(super) trying: RwSignal<Option<EditRules>>,
}

pub(crate) fn page() -> AnyView {
    let may_set = SignedIn::here().may(Right::SetAttributes);
    let desk = Desk {
        list: load(api::policy_rules),
        labels: labels(),
        notices: Notices::here(),
        writing: RwSignal::new(None),
        trying: RwSignal::new(None),
    };
    let add = may_set.then(|| page_act(Icon::Plus, words::ADD, move || desk.writing.set(Some(None))));
    view! {
        {heading(|| words::TITLE.say().to_owned(), Some(words::LEAD.say()))}
        {add}
        {loaded(desk.list, move |rules| list(desk, &rules, may_set))}
        {explain(desk)}
        {move || desk.writing.get().map(|rule| form_dialog(desk, rule.as_ref()))}
        {move || desk.trying.get().map(|edit| effect_dialog(desk, edit))}
    }
    .into_any()
}

fn list(desk: Desk, rules: &PolicyRules, may_set: bool) -> AnyView {
    if rules.rules.is_empty() {
        return nothing(words::NONE.say(), words::NONE_LEAD.say(), ());
    }
    let last = rules.rules.len().saturating_sub(1);
    let cards: Vec<AnyView> =
        rules.rules.iter().enumerate().map(|(place, rule)| card(desk, rules, rule, (place, last), may_set)).collect();
    view! { <ol class="policy-rules">{cards}</ol> }.into_any()
}

fn card(desk: Desk, all: &PolicyRules, view: &RuleView, (place, last): (usize, usize), may_set: bool) -> AnyView {
    let who = in_words::who(&view.rule.who, &all.sources);
    let says = in_words::says(&view.rule).join(" · ");
    let what = view.rule.what.clone();
    let number = (place + 1).to_string();
    let off = view.off.then(|| view! { <span class="badge">{words::OFF.say()}</span> });
    let members = view.members.map(|count| view! { <span class="badge">{words::MEMBERS.of(count)}</span> });
    let acts = may_set.then(|| acts(desk, view, &number, (place, last)));
    view! {
        <li class="card change">
            <div class="change-head">
                <h2>{words::RULE.with(&[&number])}</h2>
                {off}
                {members}
                {acts}
            </div>
            <p>{who}</p>
            <p>
                <strong>{move || in_words::what(&what, desk.labels)}</strong>
                ": "
                {says}
            </p>
        </li>
    }
    .into_any()
}

fn acts(desk: Desk, view: &RuleView, number: &str, (place, last): (usize, usize)) -> AnyView {
    let (id, off, shown) = (view.id, view.off, view.clone());
    let button = |sign: Icon, name: Text, disabled: bool, edit: EditRules| {
        view! {
            <button
                class="icon-button"
                aria-label=name.with(&[number])
                disabled=disabled
                on:click=move |_| desk.trying.set(Some(edit.clone()))
            >
                {icon(sign)}
            </button>
        }
    };
    let (switch, switch_of) =
        if off { (words::SWITCH_ON, words::SWITCH_ON_OF) } else { (words::SWITCH_OFF, words::SWITCH_OFF_OF) };
    view! {
        <div class="change-acts">
            {button(Icon::Up, words::UP_OF, place == 0, EditRules::Move { id, up: true })}
            {button(Icon::Down, words::DOWN_OF, place == last, EditRules::Move { id, up: false })}
            <button
                aria-label=words::CHANGE_OF.with(&[number])
                on:click=move |_| desk.writing.set(Some(Some(shown.clone())))
            >
                {words::CHANGE.say()}
            </button>
            <button
                aria-label=switch_of.with(&[number])
                on:click=move |_| desk.trying.set(Some(EditRules::Switch { id, off: !off }))
            >
                {switch.say()}
            </button>
            <button
                aria-label=words::DELETE_OF.with(&[number])
                on:click=move |_| desk.trying.set(Some(EditRules::Delete { id }))
            >
                {words::DELETE.say()}
            </button>
        </div>
    }
    .into_any()
}
