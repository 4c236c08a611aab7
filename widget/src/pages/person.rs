//! One person, edited as an administrator: every field, the way through the list, blocking, and their changes.

use domain::{
    api::{Draft, HistoryQuery, PeopleQuery, Profile},
    id::PersonId,
};
use leptos::prelude::*;

use super::{
    change_card::change_card, frame::heading, my_profile::identity, person_identities::person_identities,
    person_links::person_links, person_pins::person_pins, person_received::person_received,
    person_stand_ins::person_stand_ins, person_status::person_status,
};
use crate::{
    address::Page,
    api, editor,
    editor::Editor,
    navigation::Navigation,
    parts::{
        icons::{Icon, icon},
        loading::{load, loaded},
        message::{Tone, message},
        pager::Pager,
    },
    words::{Text, frame, people},
};

pub(crate) fn page(id: PersonId) -> AnyView {
    let navigation = Navigation::here();
    let list = Memo::new(move |_| match navigation.page() {
        Page::Person(_, query) => query,
        _ => PeopleQuery::default(),
    });
    let profile = load(move || api::profile(Some(id)));
    let name = move || profile.get().map_or_else(|| frame::PERSON.say().to_owned(), |profile| profile.display_name);
    view! {
        {move || (!profile.trouble().is_some_and(|trouble| trouble.is_denial())).then(|| walk(id, list))}
        {heading(name, None)}
        {loaded(
            profile,
            move |read| {
                let editor = Editor::open(Some(id), read, Draft::default());
                editor.guard();
                let again = Callback::new(move |()| profile.again());
                let held = editor.profile();
                view! {
                    {move || held.with(about)}
                    {move || held.with(|profile| person_status(profile, again))}
                    {editor::form(editor)}
                    {person_pins(id, held)}
                    {person_stand_ins(id, held.with_untracked(|profile| profile.display_name.clone()))}
                    {person_identities(id)}
                    {person_links(id, held.with_untracked(|profile| profile.display_name.clone()), again)}
                    {person_received(id)}
                    {their_changes(id, held)}
                }
                    .into_any()
            },
        )}
    }
    .into_any()
}

fn about(profile: &Profile) -> AnyView {
    let as_admin = profile.as_admin.then(|| message(Tone::Info, people::AS_ADMIN.say()));
    view! {
        {identity(profile, None)}
        {as_admin}
    }
    .into_any()
}

/// Previous and next in the same list and order; the place is kept by person, whatever happens to the list meanwhile (S1.10).
fn walk(id: PersonId, list: Memo<PeopleQuery>) -> AnyView {
    let neighbours = load(move || {
        let query = list.get();
        api::neighbours(id, &query)
    });
    let step = move |to: Option<PersonId>, text: Text, sign: Icon, is_after: bool| {
        let label = if is_after {
            view! { {text.say()} {icon(sign)} }.into_any()
        } else {
            view! { {icon(sign)} {text.say()} }.into_any()
        };
        match to {
            Some(to) => {
                let address = Page::Person(to, list.get()).address();
                view! {
                    <a class="button" href=address>
                        {label}
                    </a>
                }
                .into_any()
            }
            None => view! { <button disabled=true>{label}</button> }.into_any(),
        }
    };
    let steps = move || {
        let found = neighbours.get();
        let (previous, next) = found.map_or((None, None), |found| (found.previous, found.next));
        view! {
            {step(previous, people::PREVIOUS, Icon::Left, false)}
            {step(next, people::NEXT, Icon::Right, true)}
        }
    };
    view! {
        <nav class="walk" aria-label=people::WALK.say()>
            <a class="walk-back" href=move || Page::People(list.get()).address()>
                {icon(Icon::Left)}
                {people::BACK.say()}
            </a>
            {steps}
        </nav>
    }
    .into_any()
}

fn their_changes(id: PersonId, held: RwSignal<Profile>) -> AnyView {
    let pager = Pager::start();
    let list = load(move || {
        // A save here adds to the list.
        held.track();
        api::changes(Some(id), pager.after())
    });
    let again = Callback::new(move |()| list.again());
    view! {
        <h2 class="section-title">{people::THEIR_CHANGES.say()}</h2>
        <p>
            <a href=Page::History(Some(id), HistoryQuery::default()).address()>{people::HISTORY.say()}</a>
        </p>
        {loaded(
            list,
            move |page| {
                if page.items.is_empty() {
                    return view! { <p class="quiet-text">{people::NO_CHANGES.say()}</p> }.into_any();
                }
                let pages = pager.view(page.next, page.items.len(), page.total);
                let cards: Vec<AnyView> = page.items.iter().map(|change| change_card(change, again)).collect();
                view! { {cards} {pages} }.into_any()
            },
        )}
    }
    .into_any()
}
