//! Who has confirmed their details and who has not (T9). The address holds the filters.

use domain::{
    api::{ConfirmQuery, ConfirmRow, ConfirmState, Page as Rows},
    moment::Moment,
};
use leptos::prelude::*;

use super::frame::heading;
use crate::{
    address::Page,
    api,
    language::{ago, day, short_day},
    navigation::Navigation,
    parts::{
        loading::{load, loaded, nothing},
        pager::Pager,
        search::search_box,
        table::stacking,
    },
    words::notices as words,
};

pub(crate) fn page() -> AnyView {
    let navigation = Navigation::here();
    let pager = Pager::start();
    let query = Memo::new(move |_| match navigation.page() {
        Page::Confirmations(query) => query,
        _ => ConfirmQuery::default(),
    });
    let list = load(move || api::confirmations(&ConfirmQuery { after: pager.after(), ..query.get() }));
    let change = Callback::new(move |query: ConfirmQuery| {
        pager.reset();
        navigation.refine(&Page::Confirmations(query));
    });
    view! {
        {heading(|| words::REPORT.say().to_owned(), Some(words::REPORT_LEAD.say()))}
        {filters(query, change)}
        <div class="page-acts">
            <a class="button" download="" href=move || api::confirmations_file(&query.get())>
                {words::FILE.say()}
            </a>
        </div>
        {loaded(list, move |page| table(page, pager))}
    }
    .into_any()
}

fn filters(query: Memo<ConfirmQuery>, change: Callback<ConfirmQuery>) -> AnyView {
    let states = [
        (ConfirmState::Due, words::DUE),
        (ConfirmState::Never, words::NEVER_CONFIRMED),
        (ConfirmState::Confirmed, words::IS_CONFIRMED),
    ];
    let pills = states.map(|(state, text)| {
        let is_chosen = move || (query.get().state.unwrap_or(ConfirmState::Due) == state).to_string();
        let choose = move |_| {
            let state = (state != ConfirmState::Due).then_some(state);
            change.run(ConfirmQuery { state, ..query.get_untracked() });
        };
        view! {
            <button class="pill" aria-pressed=is_chosen on:click=choose>
                {text.say()}
            </button>
        }
    });
    let search = Callback::new(move |search| change.run(ConfirmQuery { search, ..query.get_untracked() }));
    view! {
        <div class="filters">
            {search_box(words::SEARCH.say(), query.get_untracked().search, search)}
            <div class="pills" role="group" aria-label=words::STATE.say()>
                {pills}
            </div>
        </div>
    }
    .into_any()
}

fn table(page: Rows<ConfirmRow>, pager: Pager) -> AnyView {
    if pager.holds_nothing(&page) {
        return nothing(words::NOBODY.say(), words::NOBODY_LEAD.say(), ());
    }
    let found = words::FOUND.of(page.total);
    let pages = pager.view(page.next, page.items.len(), page.total);
    let rows = page.items.into_iter().map(row).collect();
    view! {
        <p class="quiet-text" role="status">
            {found}
        </p>
        {stacking(&[words::PERSON, words::LAST, words::DUE_AT, words::REMINDED], rows)}
        {pages}
    }
    .into_any()
}

fn row(person: ConfirmRow) -> AnyView {
    let or_never = |at: Option<Moment>| at.map_or_else(|| words::NOT_YET.say().to_owned(), ago);
    let put_off = person.snoozed_until.map(|until| {
        view! { <span class="known-as">{words::PUT_OFF.with(&[&short_day(until)])}</span> }
    });
    view! {
        <tr>
            <td>
                <a href=["/people/", &person.person.to_string()].concat()>{person.name}</a>
            </td>
            <td data-label=words::LAST.say()>{or_never(person.confirmed_at)}</td>
            <td data-label=words::DUE_AT.say()>{person.due_at.map(|at| day(at.to_rfc3339().get(..10).unwrap_or_default()))}</td>
            <td data-label=words::REMINDED.say()>
                <div>{or_never(person.reminded_at)} {put_off}</div>
            </td>
        </tr>
    }
    .into_any()
}
