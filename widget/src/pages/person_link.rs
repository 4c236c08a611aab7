//! A person's name, leading to their page for those who may look at people.

use domain::{id::PersonId, rights::Act};
use leptos::prelude::*;

use crate::session::SignedIn;

pub(super) fn person_link(person: PersonId, name: String) -> AnyView {
    if !SignedIn::here().may(Act::SeePeople) {
        return view! { <span>{name}</span> }.into_any();
    }
    let address = ["/people/", &person.to_string()].concat();
    view! { <a href=address>{name}</a> }.into_any()
}
