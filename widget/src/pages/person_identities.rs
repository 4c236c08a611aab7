//! Who a person is at identity providers, and taking that off them.

use domain::{
    api::PersonIdentity,
    id::{IdentityId, PersonId},
    rights,
};
use leptos::prelude::*;

use crate::{
    api,
    language::ago,
    parts::{
        act::Act,
        dialog::{actions, dialog},
        loading::{Load, load, loaded},
        notice::Notices,
    },
    session::SignedIn,
    words::{frame, identities},
};

/// The panel, for those who may say which profile is whose.
pub(super) fn person_identities(person: PersonId) -> AnyView {
    if !SignedIn::here().may_about(rights::Act::SetIdentity, person) {
        return ().into_any();
    }
    let list = load(move || api::identities(person));
    let (asked, act) = (RwSignal::new(None), Act::start());
    view! {
        <h2 class="section-title">{identities::TITLE.say()}</h2>
        <div class="card">{loaded(list, move |all| panel(all, asked, act))}</div>
        {act.view()}
        {move || asked.get().map(|identity| ask(person, identity, list, asked, act))}
    }
    .into_any()
}

fn panel(all: Vec<PersonIdentity>, asked: RwSignal<Option<IdentityId>>, act: Act) -> AnyView {
    if all.is_empty() {
        return view! { <p class="quiet-text">{identities::NONE.say()}</p> }.into_any();
    }
    let row = |identity: PersonIdentity| {
        let id = identity.id;
        view! {
            <p>
                <strong>{identity.issuer}</strong>
                " "
                <span class="quiet-text">
                    {identities::PROVED.with(&[&identity.proof, &ago(identity.linked_at)])}
                </span>
                <span class="known-as name-of-entry">{identity.subject}</span>
            </p>
            <div class="person-acts">
                <button disabled=move || act.is_busy() on:click=move |_| asked.set(Some(id))>
                    {identities::REMOVE.say()}
                </button>
            </div>
        }
        .into_any()
    };
    all.into_iter().map(row).collect::<Vec<AnyView>>().into_any()
}

fn ask(
    person: PersonId,
    identity: IdentityId,
    list: Load<Vec<PersonIdentity>>,
    asked: RwSignal<Option<IdentityId>>,
    act: Act,
) -> AnyView {
    let notices = Notices::here();
    let remove = move |_| {
        asked.set(None);
        act.run(api::remove_identity(person, identity), move |_| {
            notices.say(identities::REMOVED.say().to_owned());
            list.again();
        });
    };
    let buttons = view! {
        <button class="danger" on:click=remove>
            {identities::REMOVE.say()}
        </button>
        <button on:click=move |_| asked.set(None)>{frame::CANCEL.say()}</button>
    };
    let body = view! { <p>{identities::REMOVE_LEAD.say()}</p> {actions(buttons.into_any())} };
    dialog(identities::REMOVE_ASK.say().to_owned(), Callback::new(move |()| asked.set(None)), body.into_any())
}
