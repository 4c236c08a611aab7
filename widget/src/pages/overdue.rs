//! What was approved days ago and is not in the directory: where each value is stuck, and what to do about it (X3).

use domain::api::{Overdue, OverdueQuery, Page as Rows, Stuck};
use leptos::prelude::*;
use web_sys::HtmlSelectElement;

use super::{
    frame::heading,
    labels::{Labels, label_for, labels},
    person_link::person_link,
};
use crate::{
    api,
    language::{ago, day_and_time},
    parts::{
        loading::{Load, load, loaded, nothing},
        pager::Pager,
        search::search_box,
        table::stacking,
        values::{in_words, value_view},
    },
    words::{Text, exports, overdue as words, policy, writing},
};

pub(crate) fn page() -> AnyView {
    let pager = Pager::start();
    let (stuck, search) = (RwSignal::new(None::<Stuck>), RwSignal::new(None::<String>));
    let list = load(move || {
        let query =
            OverdueQuery { stuck: stuck.get(), search: search.get(), after: pager.after(), ..OverdueQuery::default() };
        api::overdue(&query)
    });
    let labels = labels();
    let choose = move |event| {
        pager.reset();
        stuck.set(Stuck::parse(&event_target::<HtmlSelectElement>(&event).value()));
    };
    let options = Stuck::ALL.map(|one| {
        view! {
            <option value=one.as_str() prop:selected=move || stuck.get() == Some(one)>
                {word(one).say()}
            </option>
        }
    });
    let find = Callback::new(move |text| {
        pager.reset();
        search.set(text);
    });
    let is_filtered = move || stuck.get_untracked().is_some() || search.with_untracked(Option::is_some);
    view! {
        {heading(|| words::TITLE.say().to_owned(), Some(words::LEAD.say()))}
        <p>
            <a href="/exports">{words::BACK.say()}</a>
        </p>
        <div class="filters">
            {search_box(words::SEARCH.say(), None, find)}
            <select class="filter-select" aria-label=words::OF_STUCK.say() on:change=choose>
                <option value="" prop:selected=move || stuck.get().is_none()>
                    {words::ANY.say()}
                </option>
                {options}
            </select>
        </div>
        {loaded(list, move |page| rows(page, pager, labels, is_filtered()))}
    }
    .into_any()
}

fn rows(page: Rows<Overdue>, pager: Pager, labels: Load<Labels>, is_filtered: bool) -> AnyView {
    if pager.holds_nothing(&page) {
        return match is_filtered {
            true => view! { <p class="quiet-text">{words::NONE_OF_IT.say()}</p> }.into_any(),
            false => nothing(words::NONE.say(), words::NONE_LEAD.say(), ()),
        };
    }
    let pages = pager.view(page.next, page.items.len(), page.total);
    let rows = page.items.into_iter().map(|one| row(one, labels)).collect();
    view! {
        {stacking(&[exports::PERSON, exports::ATTRIBUTE, exports::VALUE, words::SINCE, words::WHAT_TO_DO], rows)}
        {pages}
    }
    .into_any()
}

fn row(one: Overdue, labels: Load<Labels>) -> AnyView {
    let class = match one.stuck {
        Stuck::Stopped | Stuck::NotTaken => "badge bad",
        Stuck::NotRead | Stuck::NotShown => "badge on-way",
        Stuck::NoFile | Stuck::NotDownloaded | Stuck::NotWritten => "badge waits",
    };
    let remedy = remedy(&one);
    let held = one.held.then(|| view! { <p class="note">{policy::HELD_LEAD.say()}</p> });
    let reason = one.reason.clone().map(|reason| view! { <p class="note">{reason}</p> });
    let next = one.next_at.filter(|_| one.stuck == Stuck::NotWritten);
    let next = next.map(|at| view! { <p class="note">{writing::NEXT.with(&[&day_and_time(at)])}</p> });
    let link = match one.export {
        Some(_) => words::TO_FILE,
        None => words::TO_QUEUE,
    };
    let badge = word(one.stuck).say();
    let since = ago(one.approved_at);
    let exact = day_and_time(one.approved_at);
    let value = value_view(None, one.new.as_ref(), None);
    let (person, name, key) = (one.person, one.person_name, one.attribute);
    view! {
        <tr>
            <td>{person_link(person, name)}</td>
            <td data-label=exports::ATTRIBUTE.say()>{move || label_for(labels, &key)}</td>
            <td data-label=exports::VALUE.say()>{value}</td>
            <td data-label=words::SINCE.say()>
                <span title=exact>{since}</span>
            </td>
            <td data-label=words::WHAT_TO_DO.say()>
                <div>
                    <span class=class>{badge}</span>
                    <p class="note">{remedy}</p>
                    {held}
                    {reason}
                    {next}
                    <a href="/exports">{link.say()}</a>
                </div>
            </td>
        </tr>
    }
    .into_any()
}

/// What gets it on.
fn remedy(one: &Overdue) -> String {
    if one.off {
        return words::DO_SWITCH_ON.say().to_owned();
    }
    if one.needs_rename {
        return words::DO_RENAME.say().to_owned();
    }
    let handed_over = one.handed_over_at.map(ago).unwrap_or_default();
    let says = match in_words(None, one.says.as_ref(), None) {
        says if one.says.is_some() => says,
        _ => words::NOTHING.say().to_owned(),
    };
    match one.stuck {
        Stuck::NoFile => words::DO_FILE.say().to_owned(),
        Stuck::NotDownloaded => {
            let made = one.made_at.map(ago).unwrap_or_default();
            words::DO_DOWNLOAD.with(&[one.file_name.as_deref().unwrap_or_default(), &made])
        }
        Stuck::NotWritten => words::DO_WAIT.say().to_owned(),
        Stuck::Stopped => words::DO_MEND.say().to_owned(),
        Stuck::NotRead => words::DO_RUN.with(&[&handed_over]),
        Stuck::NotShown => words::DO_LOOK.with(&[&handed_over, &says]),
        Stuck::NotTaken => words::DO_AGAIN.with(&[&handed_over, &says]),
    }
}

/// Where a value is stuck, in words.
fn word(stuck: Stuck) -> Text {
    match stuck {
        Stuck::NoFile => words::NO_FILE,
        Stuck::NotDownloaded => words::NOT_DOWNLOADED,
        Stuck::NotWritten => words::NOT_WRITTEN,
        Stuck::Stopped => words::STOPPED,
        Stuck::NotRead => words::NOT_READ,
        Stuck::NotShown => words::NOT_SHOWN,
        Stuck::NotTaken => words::NOT_TAKEN,
    }
}
