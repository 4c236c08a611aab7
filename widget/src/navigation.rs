//! Moving between pages: links are followed without a reload as far as this download of the widget holds their pages, the page's heading
//! takes the focus and names the window, and a page with unsaved changes is asked before it is left.

use std::{rc::Rc, sync::Arc};

use leptos::prelude::*;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Element, HtmlElement, MouseEvent};

use crate::{address::Page, host::Host};

/// Where the reader is, and the way elsewhere.
#[derive(Clone, Copy)]
pub(crate) struct Navigation {
    /// Whether the page at an address is in this download of the widget; all others are loaded.
    holds: fn(&str) -> bool,
    address: RwSignal<String>,
    host: StoredValue<Option<Rc<dyn Host>>, LocalStorage>,
    /// Set by a page that must not be left silently.
    guard: RwSignal<Option<Guard>>,
    /// The address that the reader wants to go to while the guard holds them.
    leaving: RwSignal<Option<String>>,
}

/// What is done after saving. It outlives the dialog that asked for it, as a [`Callback`] would not.
pub(crate) type Then = Arc<dyn Fn() + Send + Sync>;

/// What a page asks for before it is left.
#[derive(Clone, Copy)]
pub(crate) struct Guard {
    /// Whether there is something to lose.
    pub(crate) unsaved: Signal<bool>,
    /// Saves it, then does what it is given.
    pub(crate) save: Callback<Then>,
}

impl Navigation {
    /// Starts to follow links and the back button; there is one for the whole widget.
    pub(crate) fn start(holds: fn(&str) -> bool, host: Option<Rc<dyn Host>>) -> Self {
        let address = RwSignal::new(host.as_ref().map(|host| host.address()).unwrap_or_default());
        let navigation = Self {
            holds,
            address,
            host: StoredValue::new_local(host),
            guard: RwSignal::new(None),
            leaving: RwSignal::new(None),
        };
        navigation.with_host(|host| host.on_move(Box::new(move || navigation.moved_by_browser())));
        navigation.follow_links();
        navigation
    }

    /// From the context.
    pub(crate) fn here() -> Self {
        expect_context()
    }

    /// The page now.
    pub(crate) fn page(self) -> Page {
        self.address.with(|address| Page::read(address))
    }

    /// Shows other filters of the same page, or another page in its place, without a step for the back button.
    pub(crate) fn refine(self, page: &Page) {
        self.show(page.address(), true);
    }

    /// Goes to another page, as by a link to it.
    pub(crate) fn go(self, page: &Page) {
        self.go_to(page.address());
    }

    /// Holds the reader on this page while there is something unsaved; lifted when the page is gone.
    pub(crate) fn guard(self, guard: Guard) {
        self.guard.set(Some(guard));
        on_cleanup(move || self.guard.set(None));
    }

    /// Where the reader wants to go, while held.
    pub(crate) fn leaving(self) -> Option<String> {
        self.leaving.get()
    }

    /// The reader stays.
    pub(crate) fn stay(self) {
        self.leaving.set(None);
    }

    /// The reader leaves, whatever the guard says.
    pub(crate) fn leave(self) {
        if let Some(address) = self.leaving.get_untracked() {
            self.leaving.set(None);
            self.guard.set(None);
            self.go_to(address);
        }
    }

    /// The reader leaves once all is saved; where it cannot be saved, they stay and see why.
    pub(crate) fn save_and_leave(self) {
        let address = self.leaving.get_untracked();
        self.leaving.set(None);
        if let (Some(guard), Some(address)) = (self.guard.get_untracked(), address) {
            guard.save.run(Arc::new(move || self.go_to(address.clone())));
        }
    }

    /// The address now, path and query, without a field of the query that has been read.
    pub(crate) fn without(self, field: &str) -> String {
        self.address.with_untracked(|address| without(address, field))
    }

    /// A field of the query.
    pub(crate) fn field(self, field: &str) -> Option<String> {
        self.address.with(|address| {
            let pairs = address.split_once('?')?.1.split('&').filter_map(|pair| pair.split_once('='));
            pairs.into_iter().find(|(name, _)| *name == field).map(|(_, value)| value.to_owned())
        })
    }

    /// Takes a field out of the address that is shown.
    pub(crate) fn forget(self, field: &str) {
        let address = self.without(field);
        if self.address.with_untracked(|now| *now != address) {
            self.show(address, true);
        }
    }

    /// Goes to another site, which Amend itself has named.
    pub(crate) fn leave_for(self, address: &str) {
        self.with_host(|host| host.load(address, false));
    }

    /// Names the window after the page.
    pub(crate) fn title(self, title: &str) {
        self.with_host(|host| host.title(&[title, " · Amend"].concat()));
    }

    fn go_to(self, address: String) {
        if self.held() {
            self.leaving.set(Some(address));
            return;
        }
        self.show(address, false);
    }

    fn show(self, address: String, replace: bool) {
        if (self.holds)(&address) {
            self.with_host(|host| host.go(&address, replace));
            self.address.set(address);
        } else {
            self.with_host(|host| host.load(&address, replace));
        }
    }

    fn held(self) -> bool {
        self.guard.get_untracked().is_some_and(|guard| guard.unsaved.get_untracked())
    }

    /// The browser has moved already; where the guard holds, it is moved back first. Where the address was shown by the other download, whose
    /// history this page took over by a reload, the server is asked for that one.
    fn moved_by_browser(self) {
        let mut now = String::new();
        self.with_host(|host| now = host.address());
        let before = self.address.get_untracked();
        if self.held() && Page::read(&now).place() != Page::read(&before).place() {
            self.with_host(|host| host.go(&before, false));
            self.leaving.set(Some(now));
        } else if !(self.holds)(&now) {
            self.with_host(|host| host.load(&now, true));
        } else {
            self.address.set(now);
        }
    }

    fn with_host(self, act: impl FnOnce(&dyn Host)) {
        self.host.with_value(|host| {
            if let Some(host) = host {
                act(host.as_ref());
            }
        });
    }

    /// One listener for all links of the page: plain clicks on our own addresses are followed here, all else is the browser's.
    fn follow_links(self) {
        let listener = Closure::<dyn Fn(MouseEvent)>::new(move |event: MouseEvent| {
            if let Some(address) = followed_link(&event) {
                event.prevent_default();
                self.go_to(address);
            }
        });
        if let Some(document) = web_sys::window().and_then(|window| window.document()) {
            let _ = document.add_event_listener_with_callback("click", listener.into_js_value().unchecked_ref());
        }
    }
}

fn without(address: &str, field: &str) -> String {
    let Some((path, query)) = address.split_once('?') else { return address.to_owned() };
    let kept: Vec<&str> =
        query.split('&').filter(|pair| pair.split_once('=').map_or(*pair, |(name, _)| name) != field).collect();
    if kept.is_empty() { path.to_owned() } else { [path, "?", &kept.join("&")].concat() }
}

fn followed_link(event: &MouseEvent) -> Option<String> {
    let plain = event.button() == 0
        && !(event.default_prevented() || event.meta_key() || event.ctrl_key() || event.shift_key() || event.alt_key());
    let link = event.target()?.dyn_into::<Element>().ok()?.closest("a[href]").ok()??;
    let address = link.get_attribute("href")?;
    let is_page = ["//", "/api/", "/sign-in/"].iter().all(|start| !address.starts_with(start));
    let ours = address.starts_with('/') && is_page;
    (plain && ours && !link.has_attribute("download") && !link.has_attribute("target")).then_some(address)
}

/// Moves the focus to the page's heading, so that keyboard and screen reader begin where the eye does.
pub(crate) fn focus_heading() {
    request_animation_frame(|| {
        let heading = web_sys::window()
            .and_then(|window| window.document())
            .and_then(|document| document.query_selector("h1").ok().flatten())
            .and_then(|heading| heading.dyn_into::<HtmlElement>().ok());
        if let Some(heading) = heading {
            let _ = heading.focus();
        }
        if let Some(window) = web_sys::window() {
            window.scroll_to_with_x_and_y(0.0, 0.0);
        }
    });
}

#[cfg(test)]
mod tests {
    use super::without;

    #[test]
    fn a_field_is_taken_out_of_an_address() {
        assert_eq!(without("/people?a=1&x=2&b=3", "x"), "/people?a=1&b=3");
        assert_eq!(without("/?x=2", "x"), "/");
        assert_eq!(without("/people?xx=2", "x"), "/people?xx=2");
        assert_eq!(without("/people", "x"), "/people");
    }
}
