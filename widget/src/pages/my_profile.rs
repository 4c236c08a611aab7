//! My profile: what the directory says about oneself, and the way to put it right.

use domain::{api::Profile, attribute::Kind};
use leptos::prelude::*;

use super::frame::{heading, initials};
use crate::{
    api, editor,
    editor::Editor,
    language::ago,
    parts::{
        loading::{load, loaded, skeleton},
        picture,
    },
    words::{frame, people, profile},
};

pub(crate) fn page() -> AnyView {
    let profile = load(|| api::profile(None));
    let draft = load(api::draft);
    let opened = move |profile: Profile| {
        let shown = move || {
            if draft.is_unanswered() {
                return skeleton();
            }
            // A draft that cannot be had holds nobody up.
            let editor = Editor::open(None, profile.clone(), draft.get().unwrap_or_default());
            view! { {editor::confirm_bar(editor)} {move || editor.profile().with(|profile| identity(profile, Some(profile.display_name.clone())))} {editor::form(editor)} }
                .into_any()
        };
        shown.into_any()
    };
    view! {
        {heading(|| frame::MY_PROFILE.say().to_owned(), Some(profile::LEAD_MINE.say()))}
        {loaded(profile, opened)}
    }
    .into_any()
}

/// Who the profile is about: picture, name unless the page says it already, and when the directory was read.
pub(crate) fn identity(profile: &Profile, name: Option<String>) -> AnyView {
    let photo = profile.fields.iter().find(|field| field.kind == Kind::Photo).and_then(|field| field.value.as_ref());
    let picture = match photo {
        Some(value) => {
            let source = picture::source(api::photo_path(profile.id, value.first()));
            view! { <img class="avatar large" src=move || source.get() alt="" /> }.into_any()
        }
        None => view! {
            <span class="avatar large" aria-hidden="true">
                {initials(&profile.display_name)}
            </span>
        }
        .into_any(),
    };
    let synced = match (&profile.source, profile.synced_at) {
        (Some(_), Some(at)) => Some(profile::SYNCED.with(&[&ago(at)])),
        (None, _) => Some(profile::NOT_IN_DIRECTORY.say().to_owned()),
        (Some(_), None) => None,
    };
    let facts = [profile.username.clone(), synced].into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let dn = profile.dn.clone().map(|dn| {
        view! {
            <p class="quiet-text">
                <span class="only-spoken">{people::DN.say()}</span>
                {dn}
            </p>
        }
    });
    view! {
        <div class="identity">
            {picture}
            <div>
                {name.map(|name| view! { <p class="identity-name">{name}</p> })}
                <p class="quiet-text">{facts}</p> {dn}
            </div>
        </div>
    }
    .into_any()
}
