//! A picture that only its readers may see. In the portal the browser loads it with its cookie; in the task pane no cookie exists and an
//! image cannot show a token, so there it is read as everything else is.

use leptos::prelude::*;
use web_sys::Url;

use crate::http;

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
