//! The keys that an issuer signs tokens with (RFC 7517): fetched from one address out of the settings, kept, and fetched anew now and then. Whoever
//! sends tokens with made-up key ids moves us to one look a minute; an issuer that is away for a while stops nobody.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::moment::Moment;
use ring::signature::RsaPublicKeyComponents;
use serde::Deserialize;

use super::fetch::Fetch;

/// An RSA key.
pub(crate) type Key = Arc<RsaPublicKeyComponents<Vec<u8>>>;

const MINUTE: i64 = 60_000;
/// After so long they are fetched anew, beside the requests.
const FRESH_FOR: i64 = 60 * MINUTE;
/// For so long they are good without having been seen again.
const GOOD_FOR: i64 = 24 * 60 * MINUTE;
/// While there are none at all, the pause between two attempts is short.
const SOON: i64 = 5_000;
/// More keys than any issuer has.
const MOST: usize = 100;

/// Why there is no key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum NoKey {
    /// The issuer does not have it.
    Unknown,
    /// The issuer cannot be asked.
    Away(String),
}

/// The keys of one issuer. Cloning is cheap.
#[derive(Clone, Debug)]
pub(crate) struct Keys(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    fetch: Fetch,
    state: Mutex<State>,
    /// Held while somebody fetches.
    fetching: tokio::sync::Mutex<()>,
}

#[derive(Debug, Default)]
struct State {
    keys: BTreeMap<String, Key>,
    /// When they came.
    read_at: Option<Moment>,
    /// When somebody last tried.
    tried_at: Option<Moment>,
    trouble: Option<String>,
}

impl State {
    fn is_within(then: Option<Moment>, now: Moment, limit: i64) -> bool {
        // A clock that was put back makes nothing last longer.
        then.is_some_and(|then| (0..limit).contains(&now.since(then)))
    }

    fn may_try(&self, now: Moment) -> bool {
        let pause = if self.read_at.is_none() { SOON } else { MINUTE };
        !Self::is_within(self.tried_at, now, pause)
    }

    fn known(&self, id: &str, now: Moment) -> Option<Key> {
        self.keys.get(id).filter(|_| Self::is_within(self.read_at, now, GOOD_FOR)).cloned()
    }

    fn none(&self, now: Moment) -> NoKey {
        match &self.trouble {
            Some(reason) if !Self::is_within(self.read_at, now, GOOD_FOR) => NoKey::Away(reason.clone()),
            _ => NoKey::Unknown,
        }
    }
}

impl Keys {
    /// Keys that stand at this address.
    pub(crate) fn at(url: &str) -> Result<Self, String> {
        let fetch = Fetch::from(url)?;
        Ok(Self(Arc::new(Inner { fetch, state: Mutex::default(), fetching: tokio::sync::Mutex::default() })))
    }

    /// The key with this id.
    pub(crate) async fn key(&self, id: &str, now: Moment) -> Result<Key, NoKey> {
        let (known, is_fresh) = {
            let state = self.state();
            (state.known(id, now), State::is_within(state.read_at, now, FRESH_FOR) || !state.may_try(now))
        };
        match known {
            Some(key) => {
                if !is_fresh {
                    let behind = self.clone();
                    tokio::spawn(async move { behind.look(now).await });
                }
                Ok(key)
            }
            None => {
                self.look(now).await;
                let state = self.state();
                state.known(id, now).ok_or_else(|| state.none(now))
            }
        }
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Fetches, unless somebody has just done so.
    async fn look(&self, now: Moment) {
        if !self.state().may_try(now) && self.0.fetching.try_lock().is_ok() {
            return;
        }
        let _turn = self.0.fetching.lock().await;
        {
            let mut state = self.state();
            if !state.may_try(now) {
                return;
            }
            state.tried_at = Some(now);
        }
        let read = self.0.fetch.get().await.and_then(|body| read(&body));
        let mut state = self.state();
        match read {
            Ok(keys) => {
                tracing::debug!(keys = keys.len(), "keys.read");
                (state.keys, state.read_at, state.trouble) = (keys, Some(now), None);
            }
            Err(reason) => {
                tracing::warn!(reason, url = self.0.fetch.url(), "keys.not_read");
                state.trouble = Some(reason);
            }
        }
    }
}

#[derive(Deserialize)]
struct Set {
    keys: Vec<Stored>,
}

#[derive(Deserialize)]
struct Stored {
    kty: String,
    #[serde(rename = "use")]
    purpose: Option<String>,
    alg: Option<String>,
    kid: Option<String>,
    n: Option<String>,
    e: Option<String>,
}

/// How many keys a list has that tokens can be checked with.
pub(super) fn count(body: &[u8]) -> usize {
    read(body).map_or(0, |keys| keys.len())
}

/// The RSA keys for signatures. Others are passed over; two under one id are none, since nobody knows which one is meant.
fn read(body: &[u8]) -> Result<BTreeMap<String, Key>, String> {
    let set: Set = serde_json::from_slice(body).map_err(|_| "what came is no list of keys".to_owned())?;
    let (mut keys, mut twice) = (BTreeMap::new(), Vec::new());
    for stored in set.keys.into_iter().take(MOST) {
        let is_fit = stored.kty == "RSA"
            && stored.purpose.as_deref().is_none_or(|purpose| purpose == "sig")
            && stored.alg.as_deref().is_none_or(|alg| alg == "RS256");
        let (Some(kid), Some(n), Some(e)) = (stored.kid, stored.n, stored.e) else { continue };
        let (Some(n), Some(e)) = (number(&n), number(&e)) else { continue };
        if is_fit && keys.insert(kid.clone(), Arc::new(RsaPublicKeyComponents { n, e })).is_some() {
            twice.push(kid);
        }
    }
    keys.retain(|kid, _| !twice.contains(kid));
    if keys.is_empty() { Err("the list of keys has none that tokens are signed with".to_owned()) } else { Ok(keys) }
}

/// A number as bytes, greatest first, without the zeros in front that some write.
fn number(text: &str) -> Option<Vec<u8>> {
    let bytes = URL_SAFE_NO_PAD.decode(text.trim_end_matches('=')).ok()?;
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    bytes.get(zeros..).filter(|rest| !rest.is_empty()).map(<[u8]>::to_vec)
}

#[cfg(test)]
#[path = "keys_tests.rs"]
mod tests;
