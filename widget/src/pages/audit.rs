//! Audit: who did what, when and about whom. The filters stand in the address, so that a view can be handed on.

use domain::api::{AuditCheck, AuditQuery, AuditRow, Page as Rows};
use leptos::prelude::*;

use super::{
    audit_details::details,
    audit_filters::audit_filters,
    audit_words::action_word,
    frame::heading,
    labels::{Labels, label_for, labels},
};
use crate::{
    address::Page,
    api,
    language::{day_and_time, figure},
    navigation::Navigation,
    parts::{
        act::Act,
        icons::{Icon, icon},
        loading::{Load, load, loaded, nothing},
        message::{Tone, message},
        pager::Pager,
        table::stacking,
    },
    words::{audit, frame, history},
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
    let refine = Callback::new(move |query: AuditQuery| {
        pager.reset();
        navigation.refine(&Page::Audit(query));
    });
    view! {
        {heading(|| frame::AUDIT.say().to_owned(), Some(audit::LEAD.say()))}
        {audit_filters(query, refine, labels)}
        {acts(query)}
        {loaded(list, move |page| table(page, pager, labels))}
    }
    .into_any()
}

/// Taking what is shown as a file, and checking the whole.
fn acts(query: Memo<AuditQuery>) -> AnyView {
    let act = Act::start();
    let found = RwSignal::new(None::<AuditCheck>);
    let check = move |_| {
        found.set(None);
        act.run(api::check_audit(), move |answer| found.set(Some(answer)));
    };
    let told = move || {
        found.get().map(|found| match (found.whole, found.broken_at) {
            (true, _) => message(Tone::Info, history::WHOLE.with(&[&figure(found.rows)])),
            (false, Some(row)) => message(Tone::Bad, history::BROKEN.with(&[&figure(row)])),
            (false, None) => message(Tone::Bad, history::CUT.with(&[&figure(found.rows)])),
        })
    };
    view! {
        <div class="page-acts">
            <a class="button" href=move || api::audit_file_path(&query.get()) download="audit.csv">
                {icon(Icon::Download)}
                {history::DOWNLOAD.say()}
            </a>
            <button disabled=move || act.is_busy() on:click=check>
                {icon(Icon::Check)}
                {history::CHECK.say()}
            </button>
        </div>
        <div role="status">{told} {act.view()}</div>
    }
    .into_any()
}

fn table(page: Rows<AuditRow>, pager: Pager, labels: Load<Labels>) -> AnyView {
    if pager.holds_nothing(&page) {
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
    let masked = entry.masked;
    let told = move || match masked {
        true => history::MASKED.say().to_owned(),
        false => details(&told_of, &detail, &|key| label_for(labels, key)).join(" · "),
    };
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
