//! How far a visit in the pane has come: from finding Outlook to being signed in. There is one way to each stage, so that no failure ends on an
//! empty page.

use std::rc::Rc;

use domain::{
    api::{PaneSettings, Redeem, Session},
    id::PersonId,
};
use leptos::prelude::*;

use super::{
    bridge::{self, Place},
    failure::Failure,
};
use crate::{
    api,
    http::{self, Renewal},
    json,
    session::SignedIn,
};

/// What the pane shows.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Stage {
    /// It is not known yet who looks.
    Working,
    /// Somebody has to sign in.
    SignIn,
    /// The pages.
    In,
    /// Nothing can be shown, and why.
    Failed(Failure),
}

/// A visit in the pane.
#[derive(Clone, Copy)]
pub(super) struct Visit {
    stage: RwSignal<Stage>,
    signed_in: SignedIn,
    /// Who is signed in; everything is drawn anew for somebody else.
    who: Memo<Option<PersonId>>,
    /// Set while a window of the sign-in is open.
    busy: RwSignal<bool>,
    /// Why the last attempt to sign in came to nothing.
    refused: RwSignal<Option<Failure>>,
    /// Whether Outlook signs people in by itself; if not, they go through the portal.
    is_nested: RwSignal<bool>,
}

impl Visit {
    pub(super) fn start(place: Place) -> Self {
        let signed_in = SignedIn::here();
        let visit = Self {
            stage: RwSignal::new(Stage::Working),
            signed_in,
            who: Memo::new(move |_| signed_in.get().and_then(|session| session.person)),
            busy: RwSignal::new(false),
            refused: RwSignal::new(None),
            is_nested: RwSignal::new(false),
        };
        match place {
            Place::Outlook => leptos::task::spawn_local(visit.find_out()),
            other => visit.stage.set(Stage::Failed(Failure::Nowhere(other))),
        }
        if place == Place::Slow {
            leptos::task::spawn_local(async {
                bridge::late().await;
                super::failure::reload();
            });
        }
        http::when_expired(Rc::new(move |renewal| Box::pin(visit.again(renewal))));
        // Whoever signed out, or did not sign in again, is asked to sign in.
        Effect::new(move |_| {
            if visit.who.get().is_none() && visit.stage.get() == Stage::In {
                http::use_bearer(None);
                visit.stage.set(Stage::SignIn);
            }
        });
        visit
    }

    /// Looks how people sign in here, and whether somebody is signed in without being asked.
    async fn find_out(self) {
        let early = bridge::ask("settings", &[]).await.ok().and_then(|text| json::read(&text).ok());
        let settings: PaneSettings = match early {
            Some(settings) => settings,
            None => match api::pane().send().await {
                Ok(settings) => settings,
                Err(trouble) => return self.stage.set(Stage::Failed(Failure::Server(trouble))),
            },
        };
        if let Some(nested) = settings.nested {
            let with = [&*nested.client_id, &nested.authority, &nested.scope];
            if bridge::ask("nested", &with).await.is_ok() {
                self.is_nested.set(true);
                match self.by_outlook("nestedToken", "").await {
                    Ok(session) => return self.show(session),
                    // Amend knows them and says no: signing in once more would not help.
                    Err(Failure::Server(trouble)) if !trouble.asks_to_sign_in() => {
                        return self.stage.set(Stage::Failed(Failure::Server(trouble)));
                    }
                    Err(failure) => self.note(failure),
                }
            }
        }
        self.stage.set(Stage::SignIn);
    }

    /// A session by a token of Outlook's.
    async fn by_outlook(self, way: &str, with: &str) -> Result<Session, Failure> {
        let token = bridge::ask(way, &[with]).await.map_err(Failure::Nested)?;
        http::use_bearer(Some(token));
        // The pane opens with it.
        api::own_profile_ahead();
        let refusal = match api::session().send().await {
            Ok(Some(session)) => return Ok(session),
            Ok(None) => Failure::Nested("not_taken".to_owned()),
            Err(trouble) if trouble.asks_to_sign_in() => Failure::Server(trouble),
            Err(trouble) => return Err(Failure::Server(trouble)),
        };
        if with == FRESH {
            return Err(refusal);
        }
        // It may have been an old one of Outlook's: a fresh one is asked for, once.
        Box::pin(self.by_outlook("nestedToken", FRESH)).await
    }

    /// A call found nobody signed in: where Outlook signs people in, a fresh token is tried once; then the reader is asked.
    async fn again(self, renewal: Renewal) -> bool {
        if renewal != Renewal::Again
            && self.is_nested.get_untracked()
            && let Ok(token) = bridge::ask("nestedToken", &[FRESH]).await
        {
            http::use_bearer(Some(token));
            return true;
        }
        renewal != Renewal::Unseen && self.signed_in.again().await
    }

    /// What to do about a refusal of Outlook's: whoever has to say something is simply asked; for everything else there is the portal.
    fn note(self, failure: Failure) {
        match failure {
            Failure::Nested(reason) if reason == "interaction" || reason.starts_with("user_cancel") => {}
            failure => {
                self.is_nested.set(false);
                self.refused.set(Some(failure));
            }
        }
    }

    /// What to show now.
    pub(super) fn stage(self) -> Stage {
        self.who.track();
        self.stage.get()
    }

    /// Whether the sign-in stands over a page whose session ran out.
    pub(super) fn has_expired(self) -> bool {
        self.signed_in.expired()
    }

    pub(super) fn is_busy(self) -> bool {
        self.busy.get()
    }

    pub(super) fn refused(self) -> Option<Failure> {
        self.refused.get()
    }

    /// Signs in by a window; only ever called by a click, since browsers let no page open windows by itself.
    pub(super) fn sign_in(self) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.refused.set(None);
        leptos::task::spawn_local(async move {
            let outcome = if self.is_nested.get_untracked() {
                self.by_outlook("nestedPopup", "").await
            } else {
                by_dialog().await
            };
            self.busy.set(false);
            match outcome {
                Ok(session) => self.show(session),
                Err(failure) => self.note(failure),
            }
        });
    }

    /// The reader closes the sign-in over a page: what waited for it fails, and the page is left.
    pub(super) fn give_up(self) {
        self.signed_in.renewed(None);
    }

    fn show(self, session: Session) {
        if self.signed_in.get_untracked().is_some() {
            self.signed_in.renewed(Some(session));
        } else {
            self.signed_in.set(Some(session));
        }
        // Over a page, the sign-in leaves it as it is, with what waits in it.
        if self.stage.with_untracked(|stage| *stage != Stage::In) {
            self.stage.set(Stage::In);
        }
    }
}

/// Asks Outlook for a token that is not an old one.
const FRESH: &str = "fresh";

/// The way by the portal: a window of Outlook's, a code, and the token for it.
async fn by_dialog() -> Result<Session, Failure> {
    let handed = bridge::ask("dialog", &[]).await.map_err(Failure::Dialog)?;
    let asked: Redeem = json::read(&handed).map_err(|_| Failure::Dialog("unreadable".to_owned()))?;
    let opened = api::redeem(&asked).send().await.map_err(Failure::Server)?;
    http::use_bearer(Some(opened.token));
    Ok(opened.session)
}
