//! Audit: who did what, when and about whom. The filters stand in the address, so that a view can be handed on.

use domain::api::{AuditQuery, AuditRow, Doer, Page as Rows};
use leptos::prelude::*;

use super::{
    audit_details::details,
    audit_words::{ACTIONS, action_word},
    frame::heading,
    labels::{Labels, label_for, labels},
};
use crate::{
    address::Page,
    api,
    language::day_and_time,
    navigation::Navigation,
    parts::{
        loading::{Load, load, loaded, nothing},
        pager::Pager,
        table::stacking,
    },
    words::{audit, frame},
};

pub(crate) fn page() -> AnyView {
    let navigation = Navigation::here();
    let pager = Pager::start();
    let query = Memo::new(move |_| match navigation.page() {
        Page::Audit(query) => query,
        _ => AuditQuery::default(),
    });
    let list = load(move || {
        let query = AuditQuery { after: pager.after(), ..query.get() };
        api::audit(&query)
    });
    let labels = labels();
    let choose = move |event| {
        let action = Some(event_target_value(&event)).filter(|action| !action.is_empty());
        pager.reset();
        navigation.refine(&Page::Audit(AuditQuery { action, ..query.get_untracked() }));
    };
    let chosen = move || query.get().action.unwrap_or_default();
    let choose_doer = move |event| {
        let by = Doer::parse(&event_target_value(&event));
        pager.reset();
        navigation.refine(&Page::Audit(AuditQuery { by, ..query.get_untracked() }));
    };
    let doer = move || query.get().by;
    let options = ACTIONS.map(|(code, text)| {
        view! {
            <option value=code prop:selected=move || chosen() == code>
                {text.say()}
            </option>
        }
    });
    let is_filtered = move || query.get() != AuditQuery::default();
    let clear = move || {
        is_filtered().then(|| {
            view! {
                <a class="button" href="/audit">
                    {frame::CLEAR_FILTERS.say()}
                </a>
            }
        })
    };
    view! {
        {heading(|| frame::AUDIT.say().to_owned(), Some(audit::LEAD.say()))}
        <div class="filters">
            <select class="filter-select" aria-label=audit::ACTION.say() on:change=choose>
                <option value="" prop:selected=move || chosen().is_empty()>
                    {audit::ALL.say()}
                </option>
                {options}
            </select>
            <select class="filter-select" aria-label=audit::WHO.say() on:change=choose_doer>
                <option value="" prop:selected=move || doer().is_none()>
                    {audit::BY_ALL.say()}
                </option>
                <option value="people" prop:selected=move || doer() == Some(Doer::People)>
                    {audit::BY_PEOPLE.say()}
                </option>
                <option value="system" prop:selected=move || doer() == Some(Doer::System)>
                    {audit::BY_SYSTEM.say()}
                </option>
            </select>
            {clear}
        </div>
        {loaded(list, move |page| table(page, pager, labels))}
    }
    .into_any()
}

fn table(page: Rows<AuditRow>, pager: Pager, labels: Load<Labels>) -> AnyView {
    if page.items.is_empty() {
        return nothing(audit::NONE.say(), audit::NONE_LEAD.say(), ());
    }
    let pages = pager.view(page.next, page.items.len(), page.total);
    let rows: Vec<AnyView> = page.items.into_iter().map(|entry| row(entry, labels)).collect();
    view! {
        {stacking(&[audit::WHEN, audit::WHO, audit::WHAT, audit::ABOUT, audit::DETAIL], rows)}
        {pages}
    }
    .into_any()
}

fn row(entry: AuditRow, labels: Load<Labels>) -> AnyView {
    let by = entry.by.unwrap_or_else(|| audit::SYSTEM.say().to_owned());
    let person = entry.person.map(|person| {
        let only = Page::Audit(AuditQuery { person: Some(person), ..AuditQuery::default() }).address();
        let name = entry.person_name.unwrap_or_else(|| person.to_string());
        let title = audit::ONLY.with(&[&name]);
        view! {
            <a href=only title=title>
                {name}
            </a>
        }
    });
    let attribute =
        entry.attribute.map(|key| view! { <span class="known-as">{move || label_for(labels, &key)}</span> });
    let action = entry.action;
    let (told_of, detail) = (action.clone(), entry.detail);
    let told = move || details(&told_of, &detail, &|key| label_for(labels, key)).join(" · ");
    let only = Page::Audit(AuditQuery { action: Some(action.clone()), ..AuditQuery::default() }).address();
    view! {
        <tr>
            <td class="nowrap">{day_and_time(entry.at)}</td>
            <td>{by}</td>
            <td>
                <a href=only>{action_word(&action)}</a>
            </td>
            <td>{person} {attribute}</td>
            <td>
                <span class="detail quiet-text">{told}</span>
            </td>
        </tr>
    }
    .into_any()
}
