//! My changes: everything that one has proposed, and how far each has come.

use domain::api::HistoryQuery;
use leptos::prelude::*;

use super::{change_card::change_card, frame::heading};
use crate::{
    address::Page,
    api,
    parts::{
        loading::{load, loaded, nothing},
        pager::Pager,
    },
    words::{changes, frame},
};

pub(crate) fn page() -> AnyView {
    let pager = Pager::start();
    let list = load(move || api::changes(None, pager.after()));
    let conflicts = load(api::my_conflicts);
    let again = Callback::new(move |()| {
        list.again();
        conflicts.again();
    });
    let in_conflict = move || {
        let found = conflicts.get().filter(|page| !page.items.is_empty())?;
        let cards: Vec<AnyView> = found.items.iter().map(|change| change_card(change, again)).collect();
        Some(view! {
            <h2 class="section-title">{changes::CONFLICTS_MINE.say()}</h2>
            {cards}
            <h2 class="section-title">{changes::OTHERS.say()}</h2>
        })
    };
    view! {
        {heading(|| frame::MY_CHANGES.say().to_owned(), Some(changes::LEAD_MINE.say()))}
        <p>
            <a href=Page::History(None, HistoryQuery::default()).address()>{changes::HISTORY.say()}</a>
        </p>
        {in_conflict}
        {loaded(
            list,
            move |page| {
                if page.items.is_empty() {
                    let next = view! {
                        <a class="button primary" href="/profile">
                            {changes::TO_PROFILE.say()}
                        </a>
                    };
                    return nothing(changes::MINE_EMPTY.say(), changes::MINE_EMPTY_LEAD.say(), next);
                }
                let pages = pager.view(page.next, page.items.len(), page.total);
                // What is to be settled stands above.
                let settled = page.items.iter().filter(|change| !change.may_settle);
                let cards: Vec<AnyView> = settled.map(|change| change_card(change, again)).collect();
                view! { {cards} {pages} }.into_any()
            },
        )}
    }
    .into_any()
}
