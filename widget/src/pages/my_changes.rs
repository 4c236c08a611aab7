//! My changes: everything that one has proposed, and how far each has come.

use leptos::prelude::*;

use super::{change_card::change_card, frame::heading};
use crate::{
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
    let again = Callback::new(move |()| list.again());
    view! {
        {heading(|| frame::MY_CHANGES.say().to_owned(), Some(changes::LEAD_MINE.say()))}
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
                let cards: Vec<AnyView> = page.items.iter().map(|change| change_card(change, again)).collect();
                view! { {cards} {pages} }.into_any()
            },
        )}
    }
    .into_any()
}
