//! Saving: what is sent, and what becomes of each answer. Nothing that was typed is lost, whatever the server says.

use std::sync::Arc;

use domain::{
    api::{ErrorCode, Profile, Propose},
    change::ChangeState,
};
use leptos::prelude::*;

use super::{Editor, clash::Clash, form::Edits};
use crate::{api, http::Trouble, navigation::Then, words::profile as profile_words};

/// How often a save is repeated by itself when others saved other fields in between.
const ATTEMPTS: u32 = 3;

impl Editor {
    /// Sends what was typed, if nothing is wrong with it.
    pub(crate) fn save(self) {
        self.save_and(None);
    }

    /// Sends what was typed and does `then` once it is saved.
    pub(crate) fn save_and(self, then: Option<Then>) {
        if self.saving.get_untracked() || self.edits.with_untracked(Edits::is_empty) {
            return;
        }
        let fields = self.profile.with_untracked(|profile| profile.fields.clone());
        self.edits.update(|edits| fields.iter().for_each(|field| edits.add_next(field)));
        // From now on what is missing is a mistake.
        self.needs_attention.set(true);
        let has_problems = untrack(|| !self.problems().is_empty() || self.lacks_reason());
        self.needs_attention.set(has_problems);
        if has_problems {
            focus_first_problem();
            return;
        }
        self.trouble.set(None);
        self.saving.set(true);
        leptos::task::spawn_local(async move {
            let outcome = self.send(ATTEMPTS).await;
            // The page may have been left while the answer was on its way.
            if self.saving.try_set(false).is_some() {
                return;
            }
            match outcome {
                Ok(saved) => {
                    self.notices.say(saved);
                    if let Some(then) = then {
                        then();
                    }
                }
                Err(Some(trouble)) => self.show(trouble),
                Err(None) => {}
            }
        });
    }

    /// Whether something is suggested and nothing is said of why.
    pub(super) fn lacks_reason(self) -> bool {
        self.suggests() && self.comment.with(|comment| comment.trim().is_empty())
    }

    /// Whether something is typed into a field that is locked.
    pub(super) fn suggests(self) -> bool {
        self.edits.with(|edits| self.profile.with(|profile| edits.suggested(&profile.fields).next().is_some()))
    }

    /// What became of the changes, in words; `Err(None)` where the reader has to choose first.
    async fn send(self, attempts: u32) -> Result<String, Option<Trouble>> {
        let mut left = attempts;
        loop {
            // The page may be left at any moment; what was typed is kept as a draft then.
            let Some(sent) = self.edits.try_get_untracked() else { return Err(None) };
            let version = self.profile.with_untracked(|profile| profile.version);
            let comment = Some(self.comment.get_untracked()).filter(|comment| !comment.trim().is_empty());
            let suggest = self.profile.with_untracked(|profile| {
                sent.suggested(&profile.fields).map(|field| field.key.as_str().to_owned()).collect()
            });
            let proposal = Propose { values: sent.proposal(), suggest, filled: sent.filled(), comment };
            match api::propose(self.person, version, &proposal).send().await {
                Ok(profile) => {
                    let outcome = outcome(&sent, &profile);
                    self.saved(&sent, profile);
                    return Ok(outcome);
                }
                Err(trouble) if trouble.code() == Some(ErrorCode::VersionMoved) && left > 0 => left -= 1,
                Err(trouble) => return Err(Some(trouble)),
            }
            let fresh = api::profile(self.person).send().await.map_err(Some)?;
            let Some(typed) = self.edits.try_get_untracked() else { return Err(None) };
            if let Some(clash) = Clash::between(&typed, &fresh) {
                self.clash.set(Some(clash));
                return Err(None);
            }
            // Others saved other fields: ours stand as they are.
            self.profile.set(fresh);
        }
    }

    fn saved(self, sent: &Edits, profile: Profile) {
        self.drafts.saved(sent.typed().keys().cloned());
        self.comment.set(String::new());
        self.filled.set(None);
        self.refused.update(std::collections::BTreeMap::clear);
        // What was typed while the answer was on its way stays typed.
        self.edits.update(|edits| {
            edits.subtract(sent);
            edits.fit(&profile);
        });
        self.profile.set(profile);
    }

    fn show(self, trouble: Trouble) {
        if let Trouble::Refused(problem) = &trouble {
            self.refused.set(problem.problems.clone());
        }
        self.trouble.set(Some(trouble));
        focus_first_problem();
    }

    /// Takes back everything that was typed, with a way to undo that.
    pub(super) fn discard(self) {
        let before = self.edits.get_untracked();
        self.edits.set(Edits::default());
        self.filled.set(None);
        self.refused.update(std::collections::BTreeMap::clear);
        self.trouble.set(None);
        self.needs_attention.set(false);
        let undo = Arc::new(move || {
            self.edits.try_set(before.clone());
        });
        self.notices.say_with_undo(profile_words::DISCARDED.say(), undo);
    }
}

/// How many changes were saved and where they are now.
fn outcome(sent: &Edits, profile: &Profile) -> String {
    let states: Vec<ChangeState> = profile
        .fields
        .iter()
        .filter(|field| sent.has(&field.key))
        .filter_map(|field| field.change.as_ref().map(|change| change.state))
        .collect();
    let of = |wanted: ChangeState| states.iter().filter(|state| **state == wanted).count();
    let parts: Vec<String> = [
        (ChangeState::Pending, profile_words::SAVED_WAITS),
        (ChangeState::Approved, profile_words::SAVED_LEAVES),
        (ChangeState::Applied, profile_words::SAVED_HOLDS),
    ]
    .into_iter()
    .map(|(state, text)| (of(state), text))
    .filter(|(count, _)| *count > 0)
    .map(|(count, text)| text.of(i64::try_from(count).unwrap_or(0)))
    .collect();
    let saved = profile_words::SAVED.of(i64::try_from(sent.len()).unwrap_or(0));
    if parts.is_empty() { [&saved, "."].concat() } else { profile_words::SAVED_AND.with(&[&saved, &parts.join(", ")]) }
}

/// Brings the reader to the first field that needs them.
fn focus_first_problem() {
    request_animation_frame(|| {
        use wasm_bindgen::JsCast;
        let invalid = web_sys::window()
            .and_then(|window| window.document())
            .and_then(|document| document.query_selector("[aria-invalid=true]").ok().flatten());
        if let Some(input) = invalid.and_then(|input| input.dyn_into::<web_sys::HtmlElement>().ok()) {
            let _ = input.focus();
        }
    });
}
