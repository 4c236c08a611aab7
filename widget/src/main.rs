//! The widget: what people see of Amend, the same in the portal and in the task pane.
//!
//! What is decided lives in plain modules with tests (`editor::form`, `address`, `words`); components only show it. The server is asked
//! through `api`, texts come from `words`, the place where all this is shown stands behind `host`.

mod address;
mod api;
mod app;
mod editor;
mod host;
mod http;
mod json;
mod language;
mod navigation;
mod pages;
mod parts;
mod session;
mod storage;
mod trouble;
mod words;

fn main() {
    leptos::mount::mount_to_body(app::app);
}
