//! The frame of the pane: the few pages it has in one row, below the title that Outlook draws.

use leptos::prelude::*;

use super::failure::portal;
use crate::{
    app::routes,
    navigation::Navigation,
    pages::frame::{account, bell, entries, leaving},
    words::frame,
};

/// The frame with the page in it.
pub(super) fn frame(holds: fn(&str) -> bool) -> AnyView {
    let navigation = Navigation::here();
    view! {
        <header class="pane-top">
            <nav class="pane-menu" aria-label=frame::MAIN_MENU.say()>
                <ul>{entries(holds)}</ul>
            </nav>
            {bell()} {account(Some(portal()))}
        </header>
        <main id="page" class="page" tabindex="-1">
            {routes()}
        </main>
        {move || navigation.leaving().map(|_| leaving(navigation))}
    }
    .into_any()
}
