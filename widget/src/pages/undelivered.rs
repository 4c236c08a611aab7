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
        question::question,
        table::bare,
    },
    words::notices as words,
};

/// The letters, and what is done with them.
#[derive(Clone, Copy)]
struct Desk {
    list: Load<Rows<Undelivered>>,
    act: Act,
    notices: Notices,
    /// The one that is asked about before it is given up.
    asked: RwSignal<Option<Undelivered>>,
    may_set: bool,
}

impl Desk {
    fn ask(self, letter: &Undelivered) -> AnyView {
        let (id, act) = (letter.id, Act::start());
        let give_up = move || {
            act.run(api::give_letter_up(id), move |_| {
                self.notices.say(words::IS_GIVEN_UP.say());
                self.asked.set(None);
                self.list.again();
            });
        };
        let close = Callback::new(move |()| self.asked.set(None));
        question(words::GIVE_UP_ASK.with(&[&letter.to]), words::GIVE_UP_LEAD.say(), words::GIVE_UP, act, give_up, close)
    }
}

pub(super) fn undelivered(may_set: bool) -> AnyView {
    let pager = Pager::start();
    let list = load(move || api::undelivered(pager.after()));
    let desk = Desk { list, act: Act::start(), notices: Notices::here(), asked: RwSignal::new(None), may_set };
    view! {
        <section class="card" id="undelivered">
            <h2>{words::UNDELIVERED.say()}</h2>
            {loaded(list, move |page| rows(page, pager, desk))}
            {desk.act.view()}
        </section>
        {move || desk.asked.get().map(|letter| desk.ask(&letter))}
    }
    .into_any()
}

fn rows(page: Rows<Undelivered>, pager: Pager, desk: Desk) -> AnyView {
    if pager.holds_nothing(&page) {
        return view! { <p class="quiet-text">{words::UNDELIVERED_NONE.say()}</p> }.into_any();
    }
    let pages = pager.view(page.next, page.items.len(), page.total);
    let all = page.items.into_iter().map(|letter| row(letter, desk)).collect();
    view! {
        {bare(&[words::RECIPIENT, words::WHY, words::TRIED], all)}
        {pages}
    }
    .into_any()
}

fn row(letter: Undelivered, desk: Desk) -> AnyView {
    let (id, act, asked) = (letter.id, desk.act, letter.clone());
    let again = move |_| {
        act.run(api::send_letter_again(id), move |_| {
            desk.notices.say(words::IS_SENT_AGAIN.say());
            desk.list.again();
        });
    };
    let give_up = move |_| desk.asked.set(Some(asked.clone()));
    let next = match letter.next_at {
        Some(next) => words::TRIED_NEXT.with(&[&day_and_time(next)]),
        None => words::GIVEN_UP.say().to_owned(),
    };
    let acts = desk.may_set.then(|| {
        view! {
            <div class="page-acts">
                <button aria-label=words::AGAIN_TO.with(&[&letter.to]) disabled=move || act.is_busy() on:click=again>
                    {words::AGAIN.say()}
                </button>
                <button aria-label=words::GIVE_UP_TO.with(&[&letter.to]) on:click=give_up>
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
