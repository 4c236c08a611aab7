//! Where the widget lives. The portal has an address bar; the task pane has none, and its host takes `history.pushState` away. All that
//! differs for moving between pages stands behind one trait, so that no page knows.

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

/// The task pane in Outlook. What stands in its address belongs to Outlook, so the page that is shown is remembered here alone.
pub(crate) struct Pane {
    window: Window,
    address: RefCell<String>,
}

impl Pane {
    pub(crate) fn new(window: Window) -> Self {
        Self { window, address: RefCell::new("/".to_owned()) }
    }
}

impl Host for Pane {
    fn address(&self) -> String {
        self.address.borrow().clone()
    }

    fn go(&self, address: &str, _replace: bool) {
        self.address.replace(address.to_owned());
    }

    /// What the pane does not hold is on the portal, in a window of its own.
    fn load(&self, address: &str, _replace: bool) {
        let _ = self.window.open_with_url_and_target_and_features(&on_portal(address), "_blank", "noopener");
    }

    fn on_move(&self, _moved: Box<dyn Fn()>) {}

    fn title(&self, title: &str) {
        if let Some(document) = self.window.document() {
            document.set_title(title);
        }
    }
}

/// The address at the pane's own door that leads to the same page of the portal.
pub(crate) fn on_portal(address: &str) -> String {
    ["/portal", address].concat()
}
