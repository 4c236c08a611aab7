//! When somebody is away: who decides for them and for whom they decide, on the page of approvals.

use domain::{
    api::{NewStandIn, StandInView},
    kind::date,
};
use leptos::prelude::*;

use crate::{
    api,
    language::day,
    parts::{
        act::Act,
        fields::checked_as,
        loading::{Load, load, loaded},
        notice::Notices,
        question::question,
    },
    words::{Text, approval},
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
    let is_read = RwSignal::new(false);
    let told = move |place: usize| {
        Signal::derive(move || {
            if !is_read.get() {
                return None;
            }
            wrong(texts).get(place).copied().flatten()
        })
    };
    let name = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        is_read.set(true);
        if untrack(|| wrong(texts)) != [None; 3] {
            return;
        }
        let [username, from, until] = texts.map(|text| text.get_untracked());
        let new = NewStandIn { person: None, username, from, until };
        act.run(api::add_stand_in(&new), move |made: StandInView| {
            is_read.set(false);
            notices.say(approval::NAMED.with(&[&made.stand_in_name]));
            texts.iter().for_each(|text| text.set(String::new()));
            list.again();
        });
    };
    let asked = RwSignal::new(None::<StandInView>);
    view! {
        {loaded(list, move |all| entries(all, approval::AWAY_NONE, asked))}
        <form novalidate on:submit=name>
            {checked_as("text", approval::STAND_IN, None, username, told(0))}
            {checked_as("date", approval::FROM, None, from, told(1))}
            {checked_as("date", approval::UNTIL, None, until, told(2))}
            <div>
                <button disabled=move || act.is_busy()>{approval::NAME.say()}</button>
            </div>
        </form>
        {act.view()}
        {move || asked.get().map(|one| ask(&one, list, notices, asked))}
    }
    .into_any()
}

/// What is wrong with who stands in, from when and until when.
fn wrong([username, from, until]: [RwSignal<String>; 3]) -> [Option<Text>; 3] {
    let [wrong_from, wrong_until] = wrong_days(from, until);
    [username.get().trim().is_empty().then_some(approval::NO_STAND_IN), wrong_from, wrong_until]
}

/// What is wrong with the first and the last day; they are those of the universal time, as the server counts.
pub(super) fn wrong_days(from: RwSignal<String>, until: RwSignal<String>) -> [Option<Text>; 2] {
    let (from, until) = (from.get(), until.get());
    let today: String = js_sys::Date::new_0().to_iso_string().into();
    let is_past = until.as_str() < today.get(..10).unwrap_or_default();
    let wrong_until = match date::is_valid(&until) {
        false => Some(approval::NO_DAY),
        true if until < from => Some(approval::ENDS_BEFORE),
        true => is_past.then_some(approval::IS_PAST),
    };
    [(!date::is_valid(&from)).then_some(approval::NO_DAY), wrong_until]
}

fn said(one: &StandInView) -> String {
    approval::STANDS_IN.with(&[&one.stand_in_name, &one.person_name, &day(&one.from), &day(&one.until)])
}

/// Asks before one is ended.
pub(super) fn ask(
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

/// Who stands in for whom, each with a way to end it; `none` is said where nobody does.
pub(super) fn entries(all: Vec<StandInView>, none: Text, asked: RwSignal<Option<StandInView>>) -> AnyView {
    if all.is_empty() {
        return view! { <p class="quiet-text">{none.say()}</p> }.into_any();
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
