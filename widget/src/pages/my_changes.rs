//! My changes: everything that one has proposed, and how far each has come.

use domain::api::{ChangeView, HistoryQuery, Page as Rows};
use leptos::prelude::*;

use super::{change_card::change_card, frame::heading};
use crate::{
    address::Page,
    api,
    parts::{
        loading::{Load, failed, load, loaded, nothing},
        pager::Pager,
    },
    words::{changes, frame},
};

pub(crate) fn page() -> AnyView {
    let (pager, above) = (Pager::start(), Pager::start());
    let list = load(move || api::changes(None, pager.after()));
    let conflicts = load(move || api::my_conflicts(above.after()));
    let again = Callback::new(move |()| {
        list.again();
        conflicts.again();
    });
    let in_conflict = move || {
        if conflicts.with(|page| above.holds_nothing(page)) == Some(true) {
            return None;
        }
        // What is read again stays there until the answer is.
        let trouble = conflicts.trouble().map(|trouble| failed(&trouble, Callback::new(move |()| conflicts.again())));
        let page = conflicts.get();
        if trouble.is_none() && page.is_none() {
            return None;
        }
        let cards = page.map(|page| {
            let cards: Vec<AnyView> = page.items.iter().map(|change| change_card(change, again)).collect();
            view! { {cards} {above.view(page.next, page.items.len(), page.total)} }
        });
        Some(view! {
            <h2 class="section-title">{changes::CONFLICTS_MINE.say()}</h2>
            {trouble}
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
                if pager.holds_nothing(&page) {
                    let next = view! {
                        <a class="button primary" href="/profile">
                            {changes::TO_PROFILE.say()}
                        </a>
                    };
                    return nothing(changes::MINE_EMPTY.say(), changes::MINE_EMPTY_LEAD.say(), next);
                }
                let pages = pager.view(page.next, page.items.len(), page.total);
                let cards: Vec<AnyView> = page.items.iter().map(|change| not_above(change, conflicts, again)).collect();
                view! { {cards} {pages} }.into_any()
            },
        )}
    }
    .into_any()
}

/// The card of a change, unless it stands above among those in conflict.
fn not_above(change: &ChangeView, conflicts: Load<Rows<ChangeView>>, again: Callback<()>) -> AnyView {
    if !change.may_settle {
        return change_card(change, again);
    }
    let change = change.clone();
    let id = change.id;
    let is_above = Memo::new(move |_| {
        conflicts.is_unanswered() || conflicts.with(|page| page.items.iter().any(|one| one.id == id)) == Some(true)
    });
    (move || (!is_above.get()).then(|| change_card(&change, again))).into_any()
}
