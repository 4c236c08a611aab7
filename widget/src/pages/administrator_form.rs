//! Granting a role, and saying for whom it holds: the person, the role, and the parts of the directories from the tree that people really lie in.

use std::collections::BTreeSet;

use domain::{
    api::{Administrator, ContainerPlace, GrantRole, HeldRole, PersonRow, ScopePlaces, SetRole},
    rights::{Part, Role},
};
use leptos::prelude::*;

use super::administrators::{Desk, role_word};
use crate::{
    api,
    parts::{
        act::Act,
        dialog::{dialog, submit_or_cancel},
        fields::choice,
        loading::{load, loaded},
        message::{Tone, message},
        person_picker::person_picker,
    },
    words::{Text, administrators as words},
};

/// For whom a role is to hold.
#[derive(Clone, Copy)]
struct Where {
    is_within: RwSignal<bool>,
    /// Distinguished names of containers.
    containers: RwSignal<BTreeSet<String>>,
    /// Distinguished names of groups, one on each line.
    groups: RwSignal<String>,
    is_missing: RwSignal<bool>,
}

impl Where {
    fn of(parts: &[Part]) -> Self {
        let container = |part: &Part| matches!(part, Part::Ou(_)).then(|| part.name().to_owned());
        let group = |part: &Part| matches!(part, Part::Group(_)).then(|| part.name().to_owned());
        Self {
            is_within: RwSignal::new(!parts.is_empty()),
            containers: RwSignal::new(parts.iter().filter_map(container).collect()),
            groups: RwSignal::new(parts.iter().filter_map(group).collect::<Vec<_>>().join("\n")),
            is_missing: RwSignal::new(false),
        }
    }

    /// The parts; `None`, with a word of it, where parts are wanted and none is named.
    fn parts(self, role: Role) -> Option<Vec<Part>> {
        if !role.has_parts() || !self.is_within.get_untracked() {
            return Some(Vec::new());
        }
        let groups = self.groups.get_untracked();
        let groups = groups.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).map(Part::Group);
        let parts: Vec<Part> = self.containers.get_untracked().into_iter().map(Part::Ou).chain(groups).collect();
        self.is_missing.set(parts.is_empty());
        (!parts.is_empty()).then_some(parts)
    }
}

/// Grants a role to somebody.
pub(super) fn grant(desk: Desk) -> AnyView {
    let (person, is_missing) = (RwSignal::new(None::<PersonRow>), RwSignal::new(false));
    let chosen = RwSignal::new(0_usize);
    let place = Where::of(&[]);
    let act = Act::start();
    let role = move || Role::ALL.get(chosen.get()).copied().unwrap_or(Role::ServiceDesk);
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        is_missing.set(person.with_untracked(Option::is_none));
        let role = untrack(role);
        let (Some(row), Some(parts)) = (person.get_untracked(), place.parts(role)) else { return };
        act.run(api::grant_role(&GrantRole { person: row.id, role, parts }), move |_| desk.done(words::GRANTED));
    };
    let roles: Vec<Text> = Role::ALL.iter().map(|role| role_word(*role).0).collect();
    let close = Callback::new(move |()| desk.asked.set(None));
    let body = view! {
        <form class="source-form" on:submit=send>
            {picker(person)}
            {move || (is_missing.get() && person.get().is_none()).then(|| message(Tone::Warning, words::CHOOSE_SOMEBODY.say()))}
            {choice(words::ROLE, &roles, chosen)}
            <p class="note">{move || role_word(role()).1.say()}</p>
            {move || (role() == Role::SystemAdmin).then(|| message(Tone::Warning, words::SYSTEM_WARNING.say()))}
            {move || if role().has_parts() { parts_field(place) } else { view! { <p class="note">{words::ONLY_WHOLE.say()}</p> }.into_any() }}
            <p class="note">{words::SIGNED_OUT.say()}</p>
            {act.view()}
            {submit_or_cancel(act, words::GRANT, close)}
        </form>
    };
    dialog(words::GRANT.say().to_owned(), close, body.into_any())
}

/// Says anew for whom a role holds.
pub(super) fn change(desk: Desk, whose: &Administrator, held: &HeldRole) -> AnyView {
    let (account, version, role) = (whose.account, whose.version, held.role);
    let place = Where::of(&held.parts);
    let act = Act::start();
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Some(parts) = place.parts(role) else { return };
        act.run(api::set_role(account, role, version, &SetRole { parts }), move |_| desk.done(words::SAVED));
    };
    let close = Callback::new(move |()| desk.asked.set(None));
    let body = view! {
        <form class="source-form" on:submit=send>
            {parts_field(place)}
            <p class="note">{words::SIGNED_OUT.say()}</p>
            {act.view()}
            {submit_or_cancel(act, words::SAVE, close)}
        </form>
    };
    dialog(words::CHANGE_OF.with(&[role_word(role).0.say(), &whose.name]), close, body.into_any())
}

/// Finds a person by what is typed.
fn picker(person: RwSignal<Option<PersonRow>>) -> AnyView {
    let choose = Callback::new(move |row| person.set(Some(row)));
    view! {
        <fieldset class="source-field">
            <legend class="label">{words::GRANT_TO.say()}</legend>
            {person_picker(words::FIND.say(), words::FOUND.say(), choose)}
            <p role="status">
                {move || person.get().map(|row| words::CHOSEN.with(&[&row.display_name]))}
            </p>
        </fieldset>
    }
    .into_any()
}

/// Everybody, or parts of the directories.
fn parts_field(place: Where) -> AnyView {
    let way = |is_within: bool, text: Text| {
        view! {
            <label class="choice">
                <input
                    type="radio"
                    name="role-holds"
                    prop:checked=move || place.is_within.get() == is_within
                    on:change=move |_| place.is_within.set(is_within)
                />
                <span>{text.say()}</span>
            </label>
        }
    };
    let is_missing = move || {
        let is_blank =
            place.containers.with(BTreeSet::is_empty) && place.groups.with(|groups| groups.trim().is_empty());
        place.is_missing.get() && is_blank
    };
    let parts = move || {
        place.is_within.get().then(|| {
            let places = load(api::scope_places);
            view! {
                <p class="note">{words::WITHIN_LEAD.say()}</p>
                {loaded(places, move |places| tree(&places, place))}
                <label class="source-field">
                    <span class="label">{words::GROUPS.say()}</span>
                    <textarea
                        rows="2"
                        spellcheck="false"
                        prop:value=move || place.groups.get()
                        on:input=move |event| place.groups.set(event_target_value(&event))
                    ></textarea>
                    <span class="note">{words::GROUPS_LEAD.say()}</span>
                </label>
                {move || is_missing().then(|| message(Tone::Warning, words::NO_PARTS.say()))}
            }
        })
    };
    view! {
        <fieldset class="source-field">
            <legend class="label">{words::WHERE.say()}</legend>
            {way(false, words::EVERYWHERE)}
            {way(true, words::WITHIN)}
            {parts}
        </fieldset>
    }
    .into_any()
}

/// The containers as a tree. Chosen ones that nobody lies in any more are shown too: only so can they be taken back.
fn tree(places: &ScopePlaces, place: Where) -> AnyView {
    let mut all = places.containers.clone();
    place.containers.with_untracked(|chosen| {
        for dn in chosen.iter().filter(|dn| !places.containers.iter().any(|one| one.dn.eq_ignore_ascii_case(dn))) {
            all.push(ContainerPlace { dn: dn.clone(), name: dn.clone(), depth: 0, people: 0 });
        }
    });
    let rows: Vec<AnyView> = all.iter().map(|one| container(one, place)).collect();
    view! {
        <span class="label">{words::CONTAINERS.say()}</span>
        <ul class="tree tried">{rows}</ul>
    }
    .into_any()
}

fn container(one: &ContainerPlace, place: Where) -> AnyView {
    let (dn, known) = (one.dn.clone(), one.dn.clone());
    let is_chosen =
        move || place.containers.with(|chosen| chosen.iter().any(|chosen| chosen.eq_ignore_ascii_case(&known)));
    let turn = move |_| {
        place.containers.update(|chosen| {
            let before = chosen.len();
            chosen.retain(|known| !known.eq_ignore_ascii_case(&dn));
            if chosen.len() == before {
                chosen.insert(dn.clone());
            }
        });
    };
    view! {
        <li data-depth=one.depth.min(6).to_string()>
            <label class="choice">
                <input type="checkbox" prop:checked=is_chosen on:change=turn />
                <span title=one.dn.clone()>{one.name.clone()}</span>
            </label>
            <span class="quiet-text">{words::PEOPLE.of(one.people)}</span>
        </li>
    }
    .into_any()
}
