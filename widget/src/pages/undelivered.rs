//! Letters that could not be delivered: to whom, why, and sending them again or giving them up.

use domain::api::{Page as Rows, Undelivered};
use leptos::prelude::*;

use crate::{
    api,
    language::{ago, day_and_time},
    parts::{
        act::Act,
        loading::{Load, load, loaded},
        notice::Notices,
        pager::Pager,
        table::bare,
    },
    words::notices as words,
};

pub(super) fn undelivered(may_set: bool) -> AnyView {
    let pager = Pager::start();
    let list = load(move || api::undelivered(pager.after()));
    let act = Act::start();
    view! {
        <section class="card" id="undelivered">
            <h2>{words::UNDELIVERED.say()}</h2>
            {loaded(list, move |page| rows(page, pager, list, act, may_set))}
            {act.view()}
        </section>
    }
    .into_any()
}

fn rows(page: Rows<Undelivered>, pager: Pager, list: Load<Rows<Undelivered>>, act: Act, may_set: bool) -> AnyView {
    if page.items.is_empty() {
        return view! { <p class="quiet-text">{words::UNDELIVERED_NONE.say()}</p> }.into_any();
    }
    let pages = pager.view(page.next, page.items.len(), page.total);
    let all = page.items.into_iter().map(|letter| row(letter, list, act, may_set)).collect();
    view! {
        {bare(&[words::RECIPIENT, words::WHY, words::TRIED], all)}
        {pages}
    }
    .into_any()
}

fn row(letter: Undelivered, list: Load<Rows<Undelivered>>, act: Act, may_set: bool) -> AnyView {
    let notices = Notices::here();
    let id = letter.id;
    let again = move |_| {
        act.run(api::send_letter_again(id), move |_| {
            notices.say(words::IS_SENT_AGAIN.say());
            list.again();
        });
    };
    let give_up = move |_| {
        act.run(api::give_letter_up(id), move |_| {
            notices.say(words::IS_GIVEN_UP.say());
            list.again();
        });
    };
    let next = match letter.next_at {
        Some(next) => words::TRIED_NEXT.with(&[&day_and_time(next)]),
        None => words::GIVEN_UP.say().to_owned(),
    };
    let acts = may_set.then(|| {
        view! {
            <div class="page-acts">
                <button aria-label=words::AGAIN_TO.with(&[&letter.to]) disabled=move || act.is_busy() on:click=again>
                    {words::AGAIN.say()}
                </button>
                <button aria-label=words::GIVE_UP_TO.with(&[&letter.to]) disabled=move || act.is_busy() on:click=give_up>
                    {words::GIVE_UP.say()}
                </button>
            </div>
        }
    });
    view! {
        <tr>
            <td>
                <div class="name-of-entry">
                    {letter.name} <span class="known-as">{letter.to}</span>
                </div>
            </td>
            <td data-label=words::WHY.say()>{letter.reason}</td>
            <td data-label=words::TRIED.say()>
                <div>
                    {ago(letter.at)} <span class="known-as">{next}</span> {acts}
                </div>
            </td>
        </tr>
    }
    .into_any()
}
