//! Audit: who did what, when and about whom. The filters stand in the address, so that a view can be handed on.

use domain::api::{AuditQuery, AuditRow, Page as Rows};
use leptos::prelude::*;
use serde_json::Value;

use super::{
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
        search::search_box,
    },
    words::{exports, frame},
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
    let search = Callback::new(move |action| {
        pager.reset();
        navigation.refine(&Page::Audit(AuditQuery { action, ..query.get_untracked() }));
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
        {heading(|| frame::AUDIT.say().to_owned(), Some(exports::AUDIT_LEAD.say()))}
        <div class="filters">
            {search_box(exports::AUDIT_ACTION.say(), query.get_untracked().action, search)} {clear}
        </div>
        {loaded(list, move |page| table(page, pager, labels))}
    }
    .into_any()
}

fn table(page: Rows<AuditRow>, pager: Pager, labels: Load<Labels>) -> AnyView {
    if page.items.is_empty() {
        return nothing(exports::AUDIT_NONE.say(), exports::AUDIT_NONE_LEAD.say(), ());
    }
    let pages = pager.view(page.next, page.items.len(), page.total);
    let rows: Vec<AnyView> = page.items.into_iter().map(|entry| row(entry, labels)).collect();
    view! {
        <div class="card table-card">
            <table class="stacking">
                <thead>
                    <tr>
                        <th scope="col">{exports::AUDIT_WHEN.say()}</th>
                        <th scope="col">{exports::AUDIT_WHO.say()}</th>
                        <th scope="col">{exports::AUDIT_WHAT.say()}</th>
                        <th scope="col">{exports::AUDIT_ABOUT.say()}</th>
                        <th scope="col">{exports::AUDIT_DETAIL.say()}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        {pages}
    }
    .into_any()
}

fn row(entry: AuditRow, labels: Load<Labels>) -> AnyView {
    let by = entry.by.unwrap_or_else(|| exports::AUDIT_SYSTEM.say().to_owned());
    let person = entry.person.map(|person| {
        let only = Page::Audit(AuditQuery { person: Some(person), ..AuditQuery::default() }).address();
        let name = entry.person_name.unwrap_or_else(|| person.to_string());
        let title = exports::AUDIT_ONLY.with(&[&name]);
        view! {
            <a href=only title=title>
                {name}
            </a>
        }
    });
    let attribute =
        entry.attribute.map(|key| view! { " " <span class="quiet-text">{move || label_for(labels, &key)}</span> });
    let action = entry.action;
    let only = Page::Audit(AuditQuery { action: Some(action.clone()), ..AuditQuery::default() }).address();
    view! {
        <tr>
            <td class="nowrap">{day_and_time(entry.at)}</td>
            <td>{by}</td>
            <td>
                <a href=only>
                    <code>{action}</code>
                </a>
            </td>
            <td>{person} {attribute}</td>
            <td>
                <code class="detail">{detail(&entry.detail)}</code>
            </td>
        </tr>
    }
    .into_any()
}

/// JSON for people: a line for each name and its value, nested ones in one line.
fn detail(detail: &Value) -> String {
    let Value::Object(fields) = detail else { return in_a_line(detail) };
    let lines = fields.iter().map(|(name, value)| [name, ": ", &in_a_line(value)].concat());
    lines.collect::<Vec<_>>().join("\n")
}

fn in_a_line(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(is_true) => is_true.to_string(),
        Value::Number(number) => number.as_i64().map(|number| number.to_string()).unwrap_or_default(),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(in_a_line).collect::<Vec<_>>().join(", "),
        Value::Object(fields) => {
            let parts = fields.iter().map(|(name, value)| [name, " ", &in_a_line(value)].concat());
            parts.collect::<Vec<_>>().join(", ")
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn details_are_lines() {
        let detail = serde_json::json!({"from": "a", "counts": {"seen": 2, "new": [1, true]}});
        assert_eq!(super::detail(&detail), "counts: new 1, true, seen 2\nfrom: a");
        assert_eq!(super::detail(&serde_json::Value::Null), "");
    }
}
