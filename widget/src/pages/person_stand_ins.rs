//! Who decides in the place of somebody, and in whose place they decide, on their page: whoever administers everybody names and ends it there for people who
//! cannot do so themselves any more (X8).

use domain::{
    api::{NewStandIn, PersonRow, StandInView},
    id::PersonId,
    rights,
};
use leptos::prelude::*;

use super::stand_ins::{ask, entries, wrong_days};
use crate::{
    api,
    parts::{
        act::Act,
        dialog::{dialog, submit_or_cancel},
        fields::checked_as,
        icons::{Icon, icon},
        loading::{Load, load, loaded},
        notice::Notices,
        person_picker::person_picker,
    },
    session::SignedIn,
    words::{Text, administrators, approval as words},
};

/// The section, for those who may name stand-ins of others.
pub(super) fn person_stand_ins(person: PersonId, name: String) -> Option<AnyView> {
    SignedIn::here().may_about(rights::Act::SetStandIn, person).then(|| section(person, name))
}

fn section(person: PersonId, name: String) -> AnyView {
    let list = load(move || api::stand_ins_of(person));
    let notices = Notices::here();
    let name = StoredValue::new(name);
    let ending = RwSignal::new(None::<StandInView>);
    let is_asked = RwSignal::new(false);
    let close = Callback::new(move |()| is_asked.set(false));
    view! {
        <h2 class="section-title">{words::STAND_INS.say()}</h2>
        <section class="card person-stand-ins">
            <p class="note">{words::STAND_INS_LEAD.say()}</p>
            {loaded(list, move |all| entries(all, words::STAND_INS_NONE, ending))}
            <div class="page-acts">
                <button on:click=move |_| is_asked.set(true)>
                    {icon(Icon::Plus)}
                    {words::NAME.say()}
                </button>
            </div>
        </section>
        {move || is_asked.get().then(|| name_dialog(person, name, list, notices, close))}
        {move || ending.get().map(|one| ask(&one, list, notices, ending))}
    }
    .into_any()
}

/// What is wrong with whom somebody has chosen.
fn wrong_person(chosen: Option<&PersonRow>, absent: PersonId) -> Option<Text> {
    match chosen {
        None => Some(words::NO_ONE_CHOSEN),
        Some(row) if row.id == absent => Some(words::SAME_PERSON),
        Some(row) => row.username.is_none().then_some(words::NO_SIGN_IN),
    }
}

fn name_dialog(
    person: PersonId,
    name: StoredValue<String>,
    list: Load<Vec<StandInView>>,
    notices: Notices,
    close: Callback<()>,
) -> AnyView {
    let act = Act::start();
    let chosen = RwSignal::new(None::<PersonRow>);
    let [from, until] = [RwSignal::new(String::new()), RwSignal::new(String::new())];
    let is_read = RwSignal::new(false);
    let wrong_one = move || is_read.get().then(|| chosen.with(|row| wrong_person(row.as_ref(), person))).flatten();
    let wrong_day =
        move |place: usize| Signal::derive(move || is_read.get().then(|| wrong_days(from, until)[place]).flatten());
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        is_read.set(true);
        let is_wrong = untrack(|| chosen.with(|row| wrong_person(row.as_ref(), person)).is_some());
        if is_wrong || untrack(|| wrong_days(from, until)) != [None; 2] {
            return;
        }
        let Some(username) = chosen.with_untracked(|row| row.as_ref().and_then(|row| row.username.clone())) else {
            return;
        };
        let new =
            NewStandIn { person: Some(person), username, from: from.get_untracked(), until: until.get_untracked() };
        act.run(api::add_stand_in(&new), move |made: StandInView| {
            notices.say(words::NAMED_FOR.with(&[&made.stand_in_name, &made.person_name]));
            list.again();
            close.run(());
        });
    };
    let choose = Callback::new(move |row| chosen.set(Some(row)));
    let said = move || chosen.with(|row| row.as_ref().map(|row| words::CHOSEN.with(&[&row.display_name])));
    let body = view! {
        <form class="source-form" novalidate on:submit=send>
            <fieldset class="source-field">
                <legend class="label">{words::WHO_STANDS_IN.say()}</legend>
                {person_picker(administrators::FIND.say(), administrators::FOUND.say(), choose)}
                <p role="status">{said}</p>
                {move || wrong_one().map(|wrong| view! { <p class="problem" role="alert">{wrong.say()}</p> })}
            </fieldset>
            {checked_as("date", words::FROM, None, from, wrong_day(0))}
            {checked_as("date", words::UNTIL, None, until, wrong_day(1))}
            <p class="note">{words::STAND_IN_GETS.say()}</p>
            {act.view()}
            {submit_or_cancel(act, words::NAME, close)}
        </form>
    };
    dialog(words::NAME_FOR.with(&[&name.get_value()]), close, body.into_any())
}
