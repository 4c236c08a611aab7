//! What the audit log is searched by: who, what, about whom, of which attribute, when, and any text. All of it stands in the address.

use domain::{
    api::{AuditQuery, Doer},
    name::AttributeKey,
};
use leptos::prelude::*;

use super::{
    audit_words::ACTIONS,
    batch::{clear, filter},
    labels::Labels,
    moments,
};
use crate::{
    api,
    editor::label_in,
    parts::{
        icons::{Icon, icon},
        loading::{Load, load},
        search::search_box,
    },
    words::{Text, audit, history},
};

pub(super) fn audit_filters(query: Memo<AuditQuery>, refine: Callback<AuditQuery>, labels: Load<Labels>) -> AnyView {
    let now = query.get_untracked();
    let action = {
        let options = ACTIONS.iter().map(|(code, text)| ((*code).to_owned(), text.say().to_owned())).collect();
        let chosen = Signal::derive(move || query.get().action.unwrap_or_default());
        let choose = Callback::new(move |action: String| {
            refine.run(AuditQuery { action: some(action), ..query.get_untracked() });
        });
        filter(audit::ACTION, audit::ALL, options, chosen, choose)
    };
    let doer = {
        let options = vec![
            ("people".to_owned(), audit::BY_PEOPLE.say().to_owned()),
            ("system".to_owned(), audit::BY_SYSTEM.say().to_owned()),
        ];
        let word = |by: Doer| if by == Doer::People { "people" } else { "system" };
        let chosen = Signal::derive(move || query.get().by.map(word).unwrap_or_default().to_owned());
        let choose = Callback::new(move |by: String| {
            refine.run(AuditQuery { by: Doer::parse(&by), ..query.get_untracked() });
        });
        filter(audit::WHO, audit::BY_ALL, options, chosen, choose)
    };
    let attribute = move || {
        let named = |all: &Labels| {
            let label = |one: &domain::api::AttributeView| {
                let key = &one.attribute.key;
                (key.as_str().to_owned(), label_in(&one.attribute.labels, key).to_owned())
            };
            all.iter().map(label).collect::<Vec<_>>()
        };
        let chosen =
            Signal::derive(move || query.get().attribute.map(|key| key.as_str().to_owned()).unwrap_or_default());
        let choose = Callback::new(move |key: String| {
            refine.run(AuditQuery { attribute: AttributeKey::parse(&key).ok(), ..query.get_untracked() });
        });
        filter(history::ATTRIBUTE, history::ALL_ATTRIBUTES, labels.with(named).unwrap_or_default(), chosen, choose)
    };
    let text = Callback::new(move |text| refine.run(AuditQuery { text, ..query.get_untracked() }));
    let actor = Callback::new(move |actor| refine.run(AuditQuery { actor, ..query.get_untracked() }));
    let from = Callback::new(move |day: String| {
        refine.run(AuditQuery { from: moments::day_begins(&day, 0), ..query.get_untracked() });
    });
    let until = Callback::new(move |day: String| {
        refine.run(AuditQuery { to: moments::day_begins(&day, 1), ..query.get_untracked() });
    });
    let from_day = Signal::derive(move || query.get().from.map(moments::day_of).unwrap_or_default());
    // Until the end of the day before the moment.
    let until_day = Signal::derive(move || query.get().to.map(|to| moments::day_of(to.plus(-1))).unwrap_or_default());
    let is_filtered = move || query.get() != AuditQuery::default();
    view! {
        <div class="filters">
            {search_box(history::SEARCH_LOG.say(), now.text, text)} {search_box(history::ACTOR.say(), now.actor, actor)}
            {action} {doer} {attribute} {day(history::FROM, from_day, from)} {day(history::UNTIL, until_day, until)}
            {move || person(query, refine)} {move || is_filtered().then(|| clear("/audit"))}
        </div>
    }
    .into_any()
}

fn some(text: String) -> Option<String> {
    (!text.is_empty()).then_some(text)
}

fn day(name: Text, value: Signal<String>, choose: Callback<String>) -> AnyView {
    view! {
        <label class="day">
            <span class="quiet-text">{name.say()}</span>
            <input type="date" prop:value=value on:change=move |event| choose.run(event_target_value(&event)) />
        </label>
    }
    .into_any()
}

/// About whom the rows are, with a way to have those about others too.
fn person(query: Memo<AuditQuery>, refine: Callback<AuditQuery>) -> Option<AnyView> {
    let id = query.with(|query| query.person)?;
    let whose = load(move || api::profile(Some(id)));
    let name = move || whose.with(|profile| profile.display_name.clone()).unwrap_or_else(|| id.to_string());
    let clear = move |_| refine.run(AuditQuery { person: None, ..query.get_untracked() });
    Some(
        view! {
            <button type="button" class="pill" aria-pressed="true" on:click=clear>
                {move || history::ABOUT_PERSON.with(&[&name()])}
                {icon(Icon::Cross)}
            </button>
        }
        .into_any(),
    )
}
