//! Sign-ins by an identity provider that no profile belongs to, beside the people whom no directory has (S4.18).

use domain::{
    api::{NotLinked, UnlinkedSignIn},
    rights,
};
use leptos::prelude::*;

use crate::{
    api,
    language::ago,
    parts::{
        act::Act,
        loading::{Load, load, loaded},
        notice::Notices,
    },
    session::SignedIn,
    words::{Text, identities},
};

pub(super) fn unlinked() -> AnyView {
    let list = load(api::unlinked);
    let act = Act::start();
    view! {
        <h2 class="section-title">{identities::UNLINKED.say()}</h2>
        {loaded(list, move |all| rows(&all, list, act))}
        {act.view()}
    }
    .into_any()
}

fn rows(all: &[UnlinkedSignIn], list: Load<Vec<UnlinkedSignIn>>, act: Act) -> AnyView {
    if all.is_empty() {
        return view! { <p class="quiet-text">{identities::UNLINKED_NONE.say()}</p> }.into_any();
    }
    let rows: Vec<AnyView> = all.iter().map(|sign_in| row(sign_in, list, act)).collect();
    view! {
        <p class="quiet-text">{identities::UNLINKED_LEAD.say()}</p>
        <div class="card table-card">
            <table class="stacking">
                <thead>
                    <tr>
                        <th scope="col">{identities::WHO.say()}</th>
                        <th scope="col">{identities::WHY.say()}</th>
                        <th scope="col">{identities::LAST.say()}</th>
                        <th scope="col">
                            <span class="only-spoken">{identities::FORGET.say()}</span>
                        </th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(sign_in: &UnlinkedSignIn, list: Load<Vec<UnlinkedSignIn>>, act: Act) -> AnyView {
    let name = if sign_in.name.is_empty() { identities::NAMELESS.say().to_owned() } else { sign_in.name.clone() };
    let (id, label) = (sign_in.id, identities::FORGET_WHOM.with(&[&name]));
    let notices = Notices::here();
    let forget = move |_| {
        act.run(api::forget_unlinked(id), move |_| {
            notices.say(identities::FORGOTTEN.say().to_owned());
            list.again();
        });
    };
    let button = SignedIn::here().may(rights::Act::SetIdentity).then(|| {
        view! {
            <button aria-label=label disabled=move || act.is_busy() on:click=forget>
                {identities::FORGET.say()}
            </button>
        }
    });
    let when = [ago(sign_in.last_at).as_str(), ", ", &identities::TIMES.of(sign_in.attempts)].concat();
    view! {
        <tr>
            <td data-label=identities::WHO.say()>
                <div class="name-of-entry">
                    {name} <span class="known-as">{sign_in.subject.clone()}</span>
                </div>
            </td>
            <td data-label=identities::WHY.say()>
                <div>
                    {reason_word(sign_in.reason).say()}
                    <span class="known-as">{remedy(sign_in.reason).say()}</span>
                </div>
            </td>
            <td data-label=identities::LAST.say()>{when}</td>
            <td>{button}</td>
        </tr>
    }
    .into_any()
}

/// A reason in few words.
pub(super) fn reason_word(reason: NotLinked) -> Text {
    match reason {
        NotLinked::NoProof => identities::NO_PROOF,
        NotLinked::NotFound => identities::NOT_FOUND,
        NotLinked::Several => identities::SEVERAL,
        NotLinked::NoProfile => identities::NO_PROFILE,
        NotLinked::Blocked => identities::BLOCKED,
        NotLinked::Taken => identities::TAKEN,
    }
}

/// What to do about it.
fn remedy(reason: NotLinked) -> Text {
    match reason {
        NotLinked::NoProof => identities::NO_PROOF_REMEDY,
        NotLinked::NotFound => identities::NOT_FOUND_REMEDY,
        NotLinked::Several => identities::SEVERAL_REMEDY,
        NotLinked::NoProfile => identities::NO_PROFILE_REMEDY,
        NotLinked::Blocked => identities::BLOCKED_REMEDY,
        NotLinked::Taken => identities::TAKEN_REMEDY,
    }
}
