//! Where the widget lives. The portal has an address bar; the task pane has none, and its host takes `history.pushState` away. All that
//! differs stands behind one trait, so that no page knows.

use std::cell::RefCell;

use js_sys::{Function, Reflect};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{History, Window};

/// What a page needs of the place that it is shown in.
pub(crate) trait Host {
    /// The address now, path and query.
    fn address(&self) -> String;
    /// Shows another address; `replace` leaves no trace for the back button.
    fn go(&self, address: &str, replace: bool);
    /// Loads the page at another address from the server.
    fn load(&self, address: &str, replace: bool);
    /// Calls `moved` when the reader moved by the back or forward button.
    fn on_move(&self, moved: Box<dyn Fn()>);
    /// Names the page in the window's title.
    fn title(&self, title: &str);
}

/// The web portal in a browser window.
pub(crate) struct Portal {
    window: Window,
    /// The address when the browser does not let it be changed.
    kept: RefCell<Option<String>>,
}

impl Portal {
    pub(crate) fn new(window: Window) -> Self {
        Self { window, kept: RefCell::new(None) }
    }

    /// The history, if moving in it is possible: office.js and some embedding pages set `pushState` to null.
    fn history(&self) -> Option<History> {
        let history = self.window.history().ok()?;
        Reflect::get(&history, &"pushState".into()).ok()?.is_instance_of::<Function>().then_some(history)
    }
}

impl Host for Portal {
    fn address(&self) -> String {
        if let Some(kept) = &*self.kept.borrow() {
            return kept.clone();
        }
        let location = self.window.location();
        [location.pathname().unwrap_or_default(), location.search().unwrap_or_default()].concat()
    }

    fn go(&self, address: &str, replace: bool) {
        let moved = self.history().and_then(|history| {
            let outcome = if replace {
                history.replace_state_with_url(&JsValue::NULL, "", Some(address))
            } else {
                history.push_state_with_url(&JsValue::NULL, "", Some(address))
            };
            outcome.ok()
        });
        self.kept.replace(if moved.is_some() { None } else { Some(address.to_owned()) });
    }

    fn load(&self, address: &str, replace: bool) {
        let location = self.window.location();
        let _ = if replace { location.replace(address) } else { location.assign(address) };
    }

    fn on_move(&self, moved: Box<dyn Fn()>) {
        let listener = Closure::<dyn Fn()>::new(moved).into_js_value();
        let _ = self.window.add_event_listener_with_callback("popstate", listener.unchecked_ref());
    }

    fn title(&self, title: &str) {
        if let Some(document) = self.window.document() {
            document.set_title(title);
        }
    }
}
