//! Who changed what about a target and its template, newest first.

use domain::{
    api::{AuditRow, Page as Rows},
    id::TargetId,
};
use leptos::prelude::*;

use super::{
    audit_details::details,
    audit_words::action_word,
    labels::{Labels, label_for},
};
use crate::{
    api,
    language::day_and_time,
    parts::{
        loading::{Load, load, loaded, nothing},
        pager::Pager,
        table::stacking,
    },
    words::{audit, templates as words},
};

pub(super) fn history(target: TargetId, labels: Load<Labels>) -> AnyView {
    let pager = Pager::start();
    let list = load(move || api::template_history(target, pager.after()));
    loaded(list, move |page| table(page, pager, labels))
}

fn table(page: Rows<AuditRow>, pager: Pager, labels: Load<Labels>) -> AnyView {
    if pager.holds_nothing(&page) {
        return nothing(words::NO_HISTORY.say(), words::NO_HISTORY_LEAD.say(), ());
    }
    let pages = pager.view(page.next, page.items.len(), page.total);
    let rows = page.items.into_iter().map(|entry| row(entry, labels)).collect();
    view! {
        {stacking(&[audit::WHEN, audit::WHO, audit::WHAT, audit::DETAIL], rows)}
        {pages}
    }
    .into_any()
}

fn row(entry: AuditRow, labels: Load<Labels>) -> AnyView {
    let by = entry.by.unwrap_or_else(|| audit::SYSTEM.say().to_owned());
    let (action, detail) = (entry.action.clone(), entry.detail);
    let told = move || details(&action, &detail, &|key| label_for(labels, key)).join(" · ");
    view! {
        <tr>
            <td class="nowrap">{day_and_time(entry.at)}</td>
            <td>{by}</td>
            <td>{action_word(&entry.action)}</td>
            <td>
                <span class="detail quiet-text">{told}</span>
            </td>
        </tr>
    }
    .into_any()
}
