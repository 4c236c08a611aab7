//! Deleting a blocked person for good, by whoever may: after the retention time, and by typing the name (S2.11, S2.14).

use domain::{api::Profile, id::PersonId};
use leptos::prelude::*;

use crate::{
    address::Page,
    api,
    language::day_and_time,
    navigation::Navigation,
    parts::{
        act::Act,
        dialog::{actions, dialog},
        notice::Notices,
    },
    words::{frame, people},
};

/// The button, or from when on there is one; nothing for those who may not.
pub(super) fn person_purge(profile: &Profile) -> AnyView {
    let Some(from) = profile.purge_from else { return ().into_any() };
    if domain::moment::Moment(now()) < from {
        return view! { <p class="quiet-text">{people::PURGE_FROM.with(&[&day_and_time(from)])}</p> }.into_any();
    }
    let (id, name) = (profile.id, StoredValue::new(profile.display_name.clone()));
    let asked = RwSignal::new(false);
    let act = Act::start();
    view! {
        <button class="danger" disabled=move || act.is_busy() on:click=move |_| asked.set(true)>
            {people::PURGE.say()}
        </button>
        {act.view()}
        {move || asked.get().then(|| ask(id, name.get_value(), asked, act))}
    }
    .into_any()
}

/// Milliseconds since 1970; the browser's clock gives them as a float without a fraction.
#[expect(clippy::cast_possible_truncation, reason = "the browser's clock stays far below the end of the range")]
fn now() -> i64 {
    js_sys::Date::now() as i64
}

fn ask(id: PersonId, name: String, asked: RwSignal<bool>, act: Act) -> AnyView {
    let (notices, navigation) = (Notices::here(), Navigation::here());
    let typed = RwSignal::new(String::new());
    let is_other = RwSignal::new(false);
    let title = people::PURGE_ASK.with(&[&name]);
    let label = people::PURGE_TYPE.with(&[&name]);
    let purge = move |_| {
        let text = typed.get_untracked().trim().to_owned();
        is_other.set(text != name.trim());
        if is_other.get_untracked() {
            return;
        }
        asked.set(false);
        let done = people::PURGE_DONE.with(&[&name]);
        act.run(api::purge(id, text), move |_| {
            notices.say(done);
            navigation.refine(&Page::read("/people?status=blocked"));
        });
    };
    let buttons = view! {
        <button class="danger" on:click=purge>
            {people::PURGE.say()}
        </button>
        <button on:click=move |_| asked.set(false)>{frame::CANCEL.say()}</button>
    };
    let body = view! {
        <p>{people::PURGE_LEAD.say()}</p>
        <label class="field">
            <span class="label">{label}</span>
            <input
                type="text"
                data-first=""
                autocomplete="off"
                aria-invalid=move || is_other.get().to_string()
                prop:value=typed
                on:input=move |event| typed.set(event_target_value(&event))
            />
        </label>
        <p class="problem" aria-live="polite">
            {move || is_other.get().then(|| people::PURGE_OTHER.say())}
        </p>
        {actions(buttons.into_any())}
    };
    dialog(title, Callback::new(move |()| asked.set(false)), body.into_any())
}
