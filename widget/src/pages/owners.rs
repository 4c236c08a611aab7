//! Who owns containers and groups, below the attributes: levels of approval may ask them.

use domain::api::{NewOwner, Owned, OwnerView};
use leptos::prelude::*;

use super::attributes::Settings;
use crate::{
    api,
    parts::{
        act::Act,
        fields::{choice, typed},
        loading::{Load, load, loaded},
        question::question,
    },
    words::levels as words,
};

const KINDS: [Owned; 2] = [Owned::Container, Owned::Group];

/// The part of the page, closed until somebody opens it.
pub(super) fn owners(settings: Settings) -> AnyView {
    let is_open = RwSignal::new(false);
    view! {
        <details class="help" on:toggle=move |_| is_open.set(true)>
            <summary>{words::OWNERS.say()}</summary>
            <p class="note">{words::OWNERS_LEAD.say()}</p>
            {move || is_open.get().then(|| inside(settings))}
        </details>
    }
    .into_any()
}

fn inside(settings: Settings) -> AnyView {
    let list = load(api::owners);
    let asked = RwSignal::new(None::<OwnerView>);
    let kind = RwSignal::new(0);
    let (name, username) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let add = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let kind = KINDS.get(kind.get_untracked()).copied().unwrap_or(Owned::Container);
        let new = NewOwner { kind, name: name.get_untracked(), username: username.get_untracked() };
        settings.act.run(api::add_owner(&new), move |all: Vec<OwnerView>| {
            settings.notices.say(words::OWNER_DONE.say());
            name.set(String::new());
            username.set(String::new());
            list.put(all);
        });
    };
    let form = settings.may_set.then(|| {
        view! {
            <form class="source-form" on:submit=add>
                {choice(words::OWNED, &[words::OWNED_CONTAINER, words::OWNED_GROUP], kind)}
                {typed(words::OWNED_NAME, "text", name)}
                {typed(words::OWNER, "text", username)}
                <div>
                    <button disabled=move || settings.act.is_busy()>{words::OWNER_ADD.say()}</button>
                </div>
            </form>
        }
    });
    view! {
        {loaded(list, move |all| entries(settings, all, asked))}
        {form}
        {move || asked.get().map(|one| ask(settings, &one, list, asked))}
    }
    .into_any()
}

fn ask(settings: Settings, one: &OwnerView, list: Load<Vec<OwnerView>>, asked: RwSignal<Option<OwnerView>>) -> AnyView {
    let (id, act) = (one.id, Act::start());
    let remove = move || {
        act.run(api::remove_owner(id), move |_| {
            settings.notices.say(words::OWNER_DONE.say());
            asked.set(None);
            list.again();
        });
    };
    let title = words::OWNER_ASK.with(&[&one.person_name, &one.name]);
    let close = Callback::new(move |()| asked.set(None));
    question(title, words::OWNER_ASK_LEAD.say(), words::REMOVE_SHORT, act, remove, close)
}

fn entries(settings: Settings, all: Vec<OwnerView>, asked: RwSignal<Option<OwnerView>>) -> AnyView {
    if all.is_empty() {
        return view! { <p class="quiet-text">{words::OWNERS_NONE.say()}</p> }.into_any();
    }
    let entry = move |one: OwnerView| {
        let said = words::OWNER_OF.with(&[&one.person_name, &one.name]);
        let remove = move |_| asked.set(Some(one.clone()));
        let button = settings.may_set.then(|| {
            view! {
                <button aria-label=words::REMOVE.with(&[&said]) on:click=remove>
                    {words::REMOVE_SHORT.say()}
                </button>
            }
        });
        view! { <li>{said} " " {button}</li> }.into_any()
    };
    view! { <ul class="plain">{all.into_iter().map(entry).collect::<Vec<_>>()}</ul> }.into_any()
}
