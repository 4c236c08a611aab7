//! A picture that only its readers may see. In the portal the browser loads it with its cookie; in the task pane no cookie exists and an
//! image cannot show a token, so there it is read as everything else is.

use domain::{id::PersonId, value::Value};
use leptos::prelude::*;
use web_sys::Url;

use crate::{api, http, words::profile};

/// The address to draw the picture at `path` from; nothing while it is not known.
pub(crate) fn source(path: String) -> Signal<Option<String>> {
    let source = RwSignal::new(None);
    if !http::has_bearer() {
        source.set(Some(path));
        return source.into();
    }
    leptos::task::spawn_local(async move {
        let Some(kept) = http::picture(&path).await else { return };
        // Its page may have been left meanwhile.
        if let Some(kept) = source.try_set(Some(kept)).flatten() {
            let _ = Url::revoke_object_url(&kept);
        }
    });
    on_cleanup(move || {
        if let Some(Some(kept)) = source.try_get_untracked() {
            let _ = Url::revoke_object_url(&kept);
        }
    });
    source.into()
}

/// A picture that is a value of a person.
pub(crate) fn picture_of(person: PersonId, name: &str, value: &Value) -> AnyView {
    let source = source(api::photo_path(person, value.first()));
    view! { <img class="photo" src=move || source.get() alt=profile::PHOTO_OF.with(&[name]) /> }.into_any()
}
