//! The widget: what people see of Amend, the same in the portal and in the task pane.
//!
//! What is decided lives in plain modules with tests (`editor::form`, `address`, `words`); components only show it. The server is asked
//! through `api`, texts come from `words`, the place where all this is shown stands behind `host`.
//!
//! There are two downloads of it: everybody has the small one, and the pages of administration come with the whole. What neither calls is
//! left out by the linker, so `entry` is the only place that knows the difference.

mod address;
mod api;
mod app;
mod editor;
mod entry;
mod host;
mod http;
mod json;
mod language;
mod navigation;
mod outlook;
mod pages;
mod parts;
mod session;
mod storage;
mod trouble;
mod words;

/// Starts the whole widget.
pub fn administration() {
    start(entry::WHOLE);
}

/// Starts the pages that everybody has, in the task pane or in the portal; there, a link to any other page loads the whole widget.
pub fn employee() {
    if outlook::is_here() {
        wasm_bindgen_futures::spawn_local(outlook::start(entry::SMALL));
    } else {
        start(entry::SMALL);
    }
}

fn start(entry: entry::Entry) {
    leptos::mount::mount_to_body(move || app::app(entry));
}
