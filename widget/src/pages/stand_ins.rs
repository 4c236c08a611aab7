//! When somebody is away: who decides for them and for whom they decide, on the page of approvals.

use domain::api::{NewStandIn, StandInView};
use leptos::prelude::*;

use crate::{
    api,
    language::day,
    parts::{
        act::Act,
        fields::typed,
        loading::{Load, load, loaded},
        notice::Notices,
        question::question,
    },
    words::approval,
};

/// The part of the page, closed until somebody opens it.
pub(super) fn stand_ins() -> AnyView {
    let is_open = RwSignal::new(false);
    let open = move |_| is_open.set(true);
    view! {
        <details class="away" on:toggle=open>
            <summary>{approval::AWAY.say()}</summary>
            <p class="note">{approval::AWAY_LEAD.say()}</p>
            {move || is_open.get().then(inside)}
        </details>
    }
    .into_any()
}

fn inside() -> AnyView {
    let (list, act, notices) = (load(api::stand_ins), Act::start(), Notices::here());
    let texts = [RwSignal::new(String::new()), RwSignal::new(String::new()), RwSignal::new(String::new())];
    let [username, from, until] = texts;
    let name = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let [username, from, until] = texts.map(|text| text.get_untracked());
        let new = NewStandIn { person: None, username, from, until };
        act.run(api::add_stand_in(&new), move |made: StandInView| {
            notices.say(approval::NAMED.with(&[&made.stand_in_name]));
            texts.iter().for_each(|text| text.set(String::new()));
            list.again();
        });
    };
    let asked = RwSignal::new(None::<StandInView>);
    view! {
        {loaded(list, move |all| entries(all, asked))}
        <form on:submit=name>
            {typed(approval::STAND_IN, "text", username)}
            {typed(approval::FROM, "date", from)}
            {typed(approval::UNTIL, "date", until)}
            <div>
                <button disabled=move || act.is_busy()>{approval::NAME.say()}</button>
            </div>
        </form>
        {act.view()}
        {move || asked.get().map(|one| ask(&one, list, notices, asked))}
    }
    .into_any()
}

fn said(one: &StandInView) -> String {
    approval::STANDS_IN.with(&[&one.stand_in_name, &one.person_name, &day(&one.from), &day(&one.until)])
}

fn ask(
    one: &StandInView,
    list: Load<Vec<StandInView>>,
    notices: Notices,
    asked: RwSignal<Option<StandInView>>,
) -> AnyView {
    let (id, act) = (one.id, Act::start());
    let end = move || {
        act.run(api::end_stand_in(id), move |_| {
            notices.say(approval::ENDED.say());
            asked.set(None);
            list.again();
        });
    };
    let title = approval::END_ASK.with(&[&one.stand_in_name, &one.person_name]);
    let close = Callback::new(move |()| asked.set(None));
    question(title, approval::END_LEAD.say(), approval::END, act, end, close)
}

fn entries(all: Vec<StandInView>, asked: RwSignal<Option<StandInView>>) -> AnyView {
    if all.is_empty() {
        return view! { <p class="quiet-text">{approval::AWAY_NONE.say()}</p> }.into_any();
    }
    let entry = move |one: StandInView| {
        let said = said(&one);
        let end = move |_| asked.set(Some(one.clone()));
        view! {
            <li>
                {said.clone()}
                " "
                <button aria-label=[approval::END.say(), ": ", &said].concat() on:click=end>
                    {approval::END.say()}
                </button>
            </li>
        }
        .into_any()
    };
    view! { <ul>{all.into_iter().map(entry).collect::<Vec<_>>()}</ul> }.into_any()
}
