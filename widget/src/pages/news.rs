//! What the reader is told of changes. Who looks at it has seen it.

use std::collections::BTreeMap;

use domain::{
    api::{NewsItem, Page as Rows},
    news::NewsAbout,
};
use leptos::prelude::*;

use super::frame::heading;
use crate::{
    api,
    language::{Language, ago},
    parts::{
        loading::{load, loaded, nothing},
        pager::Pager,
    },
    session::SignedIn,
    words::{Text, news as words},
};

pub(crate) fn page() -> AnyView {
    let pager = Pager::start();
    let list = load(move || api::news(pager.after()));
    let signed_in = SignedIn::here();
    Effect::new(move |_| {
        let unseen = list.with(|page| page.items.iter().find(|one| !one.read).map(|one| one.id)).flatten();
        if let Some(up_to) = unseen {
            api::read_news(up_to).then(move |_| signed_in.refresh());
        }
    });
    view! {
        {heading(|| words::TITLE.say().to_owned(), Some(words::LEAD.say()))} {loaded(list, move |page| items(page, pager))}
        <p>
            <a href="/notices">{words::CHOOSE.say()}</a>
        </p>
    }
    .into_any()
}

fn items(page: Rows<NewsItem>, pager: Pager) -> AnyView {
    if pager.holds_nothing(&page) {
        return nothing(words::NONE.say(), words::NONE_LEAD.say(), ());
    }
    let pages = pager.view(page.next, page.items.len(), page.total);
    let rows: Vec<AnyView> = page.items.iter().map(row).collect();
    view! {
        <ul class="plain news">{rows}</ul>
        {pages}
    }
    .into_any()
}

fn row(item: &NewsItem) -> AnyView {
    let fields = item.fields.iter().filter_map(label).collect::<Vec<_>>().join(", ");
    let said = match item.about {
        NewsAbout::Waiting => match &item.name {
            Some(name) if !fields.is_empty() => words::PROPOSES.with(&[name, &fields]),
            _ => words::WAIT.of(item.count),
        },
        NewsAbout::Confirm => words::CONFIRM.say().to_owned(),
        NewsAbout::Overdue => words::OVERDUE.of(item.count),
        about => sentence(about).with(&[&fields]),
    };
    let address = match (item.about, item.person) {
        (NewsAbout::Waiting, _) => "/approvals".to_owned(),
        (NewsAbout::Overdue, _) => "/exports/overdue".to_owned(),
        (NewsAbout::Edited | NewsAbout::Confirm, _) => "/profile".to_owned(),
        (_, Some(person)) => ["/people/", &person.to_string()].concat(),
        (_, None) => "/changes".to_owned(),
    };
    let name = item.name.as_deref().filter(|_| item.about != NewsAbout::Waiting);
    let when = ago(item.at);
    let facts = [name, item.by.as_deref(), Some(&when)].into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let is_new = (!item.read).then(|| view! { <span class="badge waits">{words::NOT_SEEN.say()}</span> });
    view! {
        <li class="card">
            <a href=address>{said}</a>
            {item.reason.clone().map(|reason| view! { <p>{reason}</p> })}
            <p class="quiet-text">{facts} " " {is_new}</p>
        </li>
    }
    .into_any()
}

fn label(labels: &BTreeMap<String, String>) -> Option<&str> {
    labels.get(Language::current().tag()).or_else(|| labels.get("en")).map(String::as_str)
}

fn sentence(about: NewsAbout) -> Text {
    match about {
        NewsAbout::Approved => words::APPROVED,
        NewsAbout::Rejected => words::REJECTED,
        NewsAbout::Withdrawn => words::WITHDRAWN,
        NewsAbout::Exported => words::EXPORTED,
        NewsAbout::Confirmed => words::CONFIRMED,
        NewsAbout::Conflict => words::CONFLICT,
        NewsAbout::Superseded => words::SUPERSEDED,
        NewsAbout::NotTaken => words::NOT_TAKEN,
        NewsAbout::Edited | NewsAbout::Waiting | NewsAbout::Confirm | NewsAbout::Overdue => words::EDITED,
    }
}
