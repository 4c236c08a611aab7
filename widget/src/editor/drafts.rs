//! What was typed survives a reload, a crash and a power cut. The own profile's is kept by the server, so that it is there in a frame that may
//! store nothing, and on another device; this device keeps what the server does not have yet.

use std::{cell::RefCell, rc::Rc, time::Duration};

use domain::{
    api::{Draft, KeepDraft},
    id::PersonId,
    name::AttributeKey,
};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, closure::Closure};

use super::form::Edits;
use crate::{api, http::Trouble, json, storage};

const PREFIX: &str = "amend.draft.";
/// What is typed is sent at most so often.
const PAUSE: Duration = Duration::from_secs(1);
/// How long to wait where the server did not answer.
const LONG_PAUSE: Duration = Duration::from_secs(10);

/// Why the server does not have the newest of what was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NotKept {
    /// It is not the own profile, so only this device keeps it.
    OnServer,
    /// Nobody is signed in any more.
    SignedOut,
    /// The server did not take it.
    Unanswered,
}

/// Keeps what is typed into one profile.
#[derive(Clone, Copy)]
pub(super) struct Drafts {
    person: PersonId,
    is_own: bool,
    /// What the server has, as far as is known.
    kept: StoredValue<Draft>,
    not_kept: RwSignal<Option<NotKept>>,
    timer: StoredValue<Option<TimeoutHandle>>,
    is_sending: StoredValue<bool>,
}

impl Drafts {
    /// For the profile of `person`, of which the server has `kept`; gives what was typed before, too.
    pub(super) fn open(person: PersonId, is_own: bool, kept: Draft) -> (Self, Edits, String) {
        let mut typed = kept.clone();
        typed.take(on_this_device(person));
        let drafts = Self {
            person,
            is_own,
            kept: StoredValue::new(kept),
            not_kept: RwSignal::new((!is_own).then_some(NotKept::OnServer)),
            timer: StoredValue::new(None),
            is_sending: StoredValue::new(false),
        };
        (drafts, Edits::of(typed.fields), typed.comment.unwrap_or_default())
    }

    /// Follows what is typed. `now` gives what is to be kept beyond what the server has; while `is_held`, nothing is sent.
    pub(super) fn follow(self, now: impl Fn(&Draft) -> KeepDraft + 'static, is_held: Signal<bool>) {
        let now = Rc::new(now);
        let typed = now.clone();
        Effect::new(move |_| {
            let keep = self.kept.with_value(|kept| typed(kept));
            keep_on_this_device(self.person, &keep);
            if self.is_own && !is_held.get() && !keep.is_empty() {
                self.send_after(PAUSE, typed.clone());
            }
        });
        if self.is_own {
            let leaving = move || {
                let keep = self.kept.try_with_value(|kept| untrack(|| now(kept)));
                if let Some(keep) = keep.filter(|keep| !keep.is_empty()) {
                    api::keep_draft(&keep).leave();
                }
            };
            LEAVING.set(Some(Rc::new(leaving)));
            listen();
            on_cleanup(|| {
                leave_drafts();
                LEAVING.set(None);
            });
        }
    }

    fn send_after(self, pause: Duration, now: Rc<dyn Fn(&Draft) -> KeepDraft>) {
        if self.is_sending.get_value() || self.timer.with_value(Option::is_some) {
            return;
        }
        let send = move || {
            if self.timer.try_set_value(None).is_none() {
                leptos::task::spawn_local(self.send(now));
            }
        };
        self.timer.set_value(set_timeout_with_handle(send, pause).ok());
    }

    /// Sends what the server does not have, and goes on until it has all.
    async fn send(self, now: Rc<dyn Fn(&Draft) -> KeepDraft>) {
        let differs = |now: &dyn Fn(&Draft) -> KeepDraft| {
            self.kept.try_with_value(|kept| untrack(|| now(kept))).filter(|keep| !keep.is_empty())
        };
        let Some(keep) = differs(&*now) else { return };
        self.is_sending.set_value(true);
        let answer = api::keep_draft(&keep).quietly().send().await;
        // The page may have been left meanwhile; then its last word was sent already.
        if self.is_sending.try_set_value(false).is_some() {
            return;
        }
        let pause = match &answer {
            Ok(_) => PAUSE,
            Err(_) => LONG_PAUSE,
        };
        let is_signed_out = answer.as_ref().is_err_and(Trouble::asks_to_sign_in);
        self.not_kept.set(match answer {
            Ok(_) => {
                self.kept.update_value(|kept| kept.take(keep));
                None
            }
            Err(_) if is_signed_out => Some(NotKept::SignedOut),
            Err(_) => Some(NotKept::Unanswered),
        });
        let left = differs(&*now);
        keep_on_this_device(self.person, &left.clone().unwrap_or_default());
        // Whoever signs in again types or saves, which sends it.
        if left.is_some() && !is_signed_out {
            self.send_after(pause, now);
        }
    }

    /// The server has taken these as edits, and keeps them as a draft no more.
    pub(super) fn saved(self, keys: impl Iterator<Item = AttributeKey>) {
        self.kept.update_value(|kept| {
            for key in keys {
                kept.fields.remove(&key);
            }
            kept.comment = None;
        });
    }

    /// Why the newest of what was typed would not survive a reload; `None` where it would.
    pub(super) fn would_be_lost(self) -> Option<NotKept> {
        self.not_kept.get().filter(|_| !storage::is_there())
    }
}

thread_local! {
    static LEAVING: RefCell<Option<Rc<dyn Fn()>>> = const { RefCell::new(None) };
    static LISTENS: RefCell<bool> = const { RefCell::new(false) };
}

/// Sends what the server does not have yet, at once and without waiting: the page is about to go, or its session.
pub(crate) fn leave_drafts() {
    if let Some(leaving) = LEAVING.with_borrow(Clone::clone) {
        leaving();
    }
}

/// Outlook reloads the pane at any moment, and browsers of phones end a page that is out of sight without a word.
fn listen() {
    if LISTENS.replace(true) {
        return;
    }
    let Some(window) = web_sys::window() else { return };
    let listener = Closure::<dyn Fn()>::new(leave_drafts).into_js_value();
    let _ = window.add_event_listener_with_callback("pagehide", listener.unchecked_ref());
    if let Some(document) = window.document() {
        let _ = document.add_event_listener_with_callback("visibilitychange", listener.unchecked_ref());
    }
}

fn on_this_device(person: PersonId) -> KeepDraft {
    storage::read(&name(person)).and_then(|text| json::read(&text).ok()).unwrap_or_default()
}

fn keep_on_this_device(person: PersonId, keep: &KeepDraft) {
    let text = if keep.is_empty() { None } else { serde_json::to_string(keep).ok() };
    storage::keep(&name(person), text.as_deref());
}

/// Whoever signs out leaves nothing behind for the next one at this device.
pub(crate) fn forget_drafts() {
    storage::forget_all(PREFIX);
}

fn name(person: PersonId) -> String {
    [PREFIX, &person.to_string()].concat()
}
