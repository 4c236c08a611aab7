//! Another person as a value, such as the manager: found by typing part of a name, chosen by mouse or keyboard, shown by name.

use std::time::Duration;

use domain::{
    api::{Colleague, ColleaguesQuery, Field},
    value::Value,
};
use leptos::{ev::KeyboardEvent, prelude::*};

use super::{
    Editor,
    field::Ids,
    form::{standing, value_of},
};
use crate::{
    api,
    http::Trouble,
    parts::{
        icons::{Icon, icon},
        message::trouble_message,
        picture,
    },
    words::{frame, people, profile},
};

/// Long enough that a name is not searched letter by letter.
const PAUSE: Duration = Duration::from_millis(250);

/// A search for people: what is typed, who was found, and which of them the keyboard is at.
#[derive(Clone, Copy)]
struct Finder {
    editor: Editor,
    search: RwSignal<String>,
    /// `None` while nothing was searched.
    found: RwSignal<Option<Vec<Colleague>>>,
    /// Why the last search brought nobody, if it failed.
    trouble: RwSignal<Option<Trouble>>,
    next: RwSignal<Option<String>>,
    at: RwSignal<Option<usize>>,
    timer: StoredValue<Option<TimeoutHandle>>,
}

impl Finder {
    fn of(editor: Editor) -> Self {
        let finder = Self {
            editor,
            search: RwSignal::new(String::new()),
            found: RwSignal::new(None),
            trouble: RwSignal::new(None),
            next: RwSignal::new(None),
            at: RwSignal::new(None),
            timer: StoredValue::new(None),
        };
        on_cleanup(move || finder.stop());
        finder
    }

    fn stop(self) {
        if let Some(Some(timer)) = self.timer.try_update_value(Option::take) {
            timer.clear();
        }
    }

    fn close(self) {
        self.stop();
        self.search.set(String::new());
        self.found.set(None);
        self.trouble.set(None);
        self.next.set(None);
        self.at.set(None);
    }

    fn typed(self, text: String) {
        if text.trim().is_empty() {
            self.close();
        } else {
            self.stop();
            self.search.set(text);
            self.timer.set_value(set_timeout_with_handle(move || self.look(None), PAUSE).ok());
        }
    }

    /// Looks for who is typed; from a place on, if the first ones are there already.
    fn look(self, after: Option<String>) {
        let text = self.search.get_untracked();
        let of = Some(self.editor.profile.with_untracked(|profile| profile.id));
        let query = ColleaguesQuery { search: text.clone(), of, after: after.clone(), limit: None };
        api::colleagues(&query).then(move |answer| {
            // An answer to letters that are no longer there is no answer.
            if self.search.try_get_untracked() != Some(text) {
                return;
            }
            let (mut items, next) = match answer {
                Ok(page) => (page.items, page.next),
                // Who was found before stays, and so does the way to more.
                Err(trouble) => {
                    if after.is_none() {
                        self.found.set(None);
                        self.next.set(None);
                    }
                    return self.trouble.set(Some(trouble));
                }
            };
            self.trouble.set(None);
            if after.is_some() {
                let mut before = self.found.get_untracked().unwrap_or_default();
                before.append(&mut items);
                items = before;
            } else {
                self.at.set(None);
            }
            self.found.set(Some(items));
            self.next.set(next);
        });
    }

    /// How many can be chosen, the way to more of them included.
    fn count(self) -> usize {
        self.found.with_untracked(|found| found.as_ref().map_or(0, Vec::len))
            + usize::from(self.next.with_untracked(Option::is_some))
    }

    fn press(self, event: &KeyboardEvent, choose: Callback<usize>) {
        let count = self.count();
        let at = self.at.get_untracked();
        let goes_to = match event.key().as_str() {
            "ArrowDown" => Some(at.map_or(0, |at| at + 1)),
            "ArrowUp" => Some(at.map_or(count, |at| at + count) - 1),
            "Escape" if count > 0 => {
                event.prevent_default();
                return self.close();
            }
            "Enter" if count > 0 => {
                event.prevent_default();
                return choose.run(at.unwrap_or(0));
            }
            _ => None,
        };
        if let Some(place) = goes_to.filter(|_| count > 0) {
            event.prevent_default();
            self.at.set(Some(place % count));
        }
    }
}

pub(super) fn person(editor: Editor, field: &Field, ids: &Ids) -> AnyView {
    let finder = Finder::of(editor);
    let chosen = RwSignal::new(None::<(Value, Colleague)>);
    let (shown, clearing, choosing, key) = (field.clone(), field.clone(), field.clone(), field.key.clone());
    let standing_now = field.clone();
    let value = Memo::new(move |_| value_of(&editor.edits.with(|edits| edits.texts(&shown))));
    let choice = move || chosen.get().filter(|(known, _)| Some(known) == value.get().as_ref()).map(|(_, one)| one);
    let name = move || {
        let value = value.get()?;
        let known = choice().map(|one| one.name);
        let stands = || if Some(&value) == standing(&standing_now) { name_of(&standing_now) } else { None };
        // Of somebody who was chosen before the page was loaded, the number is all that is kept.
        let kept =
            || if value.first().starts_with("person:") { profile::CHOSEN.say() } else { value.first() }.to_owned();
        known.or_else(stands).or_else(|| Some(kept()))
    };
    let choose = Callback::new(move |place: usize| {
        let Some(one) = finder.found.with_untracked(|found| found.as_ref()?.get(place).cloned()) else {
            return finder.look(finder.next.get_untracked());
        };
        let text = ["person:", &one.id.to_string()].concat();
        chosen.set(Value::one(text.clone()).map(|value| (value, one)));
        editor.type_in(&choosing, vec![text]);
        finder.close();
    });
    let current = move || {
        let clearing = clearing.clone();
        name().map(|name| {
            view! {
                <span class="chip">
                    {icon(Icon::Profile)} <span>{name.clone()}</span>
                    <button
                        type="button"
                        class="quiet icon-only"
                        aria-label=profile::REMOVE_VALUE.with(&[&name])
                        on:click=move |_| editor.type_in(&clearing, Vec::new())
                    >
                        {icon(Icon::Cross)}
                    </button>
                </span>
            }
        })
    };
    let circle = move || {
        choice().filter(|one| one.below).map(|one| {
            view! { <p class="warning-note">{icon(Icon::Warning)} {profile::CIRCLE.with(&[&one.name])}</p> }
        })
    };
    let list = [&ids.input, "-offers"].concat();
    let (id, listed, at_list) = (list.clone(), list.clone(), list.clone());
    let active = move || finder.at.get().map(|place| [&at_list, "-", &place.to_string()].concat());
    let is_open = move || finder.found.with(|found| found.as_ref().is_some_and(|found| !found.is_empty()));
    let tally = move || {
        finder.found.with(|found| found.as_ref().map(|found| people::FOUND.of(i64::try_from(found.len()).unwrap_or(0))))
    };
    view! {
        <div class="many" role="group" aria-labelledby=ids.label.clone()>
            {current}
            <input
                id=ids.input.clone()
                type="text"
                role="combobox"
                autocomplete="off"
                aria-autocomplete="list"
                aria-controls=list
                aria-expanded=move || is_open().to_string()
                aria-activedescendant=active
                placeholder=people::SEARCH_NAME.say()
                aria-label=frame::SEARCH.say()
                aria-describedby=ids.notes.clone()
                aria-invalid=move || (!editor.problems_of(&key).is_empty()).to_string()
                prop:value=finder.search
                on:input=move |event| finder.typed(event_target_value(&event))
                on:keydown=move |event| finder.press(&event, choose)
                on:blur=move |_| finder.close()
            />
            <ul class="offers" id=id role="listbox" aria-label=people::SEARCH_NAME.say()>
                {move || offers(finder, &listed, choose)}
            </ul>
            <p class="note" role="status">
                {tally}
            </p>
            {move || finder.trouble.get().map(|trouble| trouble_message(&trouble))}
            {circle}
        </div>
    }
    .into_any()
}

/// The name that goes with what stands in the field.
fn name_of(field: &Field) -> Option<String> {
    let proposed = field.change.as_ref().filter(|change| change.new.as_ref() == standing(field));
    let proposed = proposed.and_then(|change| change.new_shown.clone());
    let in_force = field.shown.clone().filter(|_| standing(field) == field.value.as_ref());
    proposed.or(in_force)
}

/// Who was found, and the way to more of them.
fn offers(finder: Finder, list: &str, choose: Callback<usize>) -> Vec<AnyView> {
    let found = finder.found.get().unwrap_or_default();
    let more = finder.next.get().map(|_| people::MORE.say().to_owned());
    let mut offers: Vec<AnyView> =
        found.iter().enumerate().map(|(place, one)| offer(finder, (list, place), choose, described(one))).collect();
    if let Some(more) = more {
        offers.push(offer(finder, (list, found.len()), choose, more.into_any()));
    }
    offers
}

fn described(one: &Colleague) -> AnyView {
    let picture = one.photo.as_ref().map(|photo| {
        let source = picture::source(api::photo_path(one.id, photo.first()));
        view! { <img class="avatar small" src=move || source.get() alt="" /> }
    });
    let about = [one.title.clone(), one.department.clone()].into_iter().flatten().collect::<Vec<_>>().join(" · ");
    view! {
        {picture}
        <span>{one.name.clone()}</span>
        <span class="quiet-text">{about}</span>
    }
    .into_any()
}

fn offer(finder: Finder, (list, place): (&str, usize), choose: Callback<usize>, body: AnyView) -> AnyView {
    let is_at = move || finder.at.get() == Some(place);
    view! {
        <li
            class="offer"
            class:at=is_at
            id=[list, "-", &place.to_string()].concat()
            role="option"
            aria-selected=move || is_at().to_string()
            // The field keeps the focus.
            on:mousedown=|event| event.prevent_default()
            on:click=move |_| choose.run(place)
        >
            {body}
        </li>
    }
    .into_any()
}
