//! What an identity provider says about itself (OpenID Connect Discovery 1.0) and the keys that it signs with: read when somebody first asks, kept,
//! and read anew now and then. A provider that is away for a while is still known; one that was never reached is asked again soon.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::moment::Moment;
use openidconnect::{
    AdditionalProviderMetadata, DiscoveryError, EndSessionUrl, IssuerUrl, ProviderMetadata,
    core::{
        CoreAuthDisplay, CoreClaimName, CoreClaimType, CoreClientAuthMethod, CoreGrantType, CoreJsonWebKey,
        CoreJweContentEncryptionAlgorithm, CoreJweKeyManagementAlgorithm, CoreResponseMode, CoreResponseType,
        CoreSubjectIdentifierType,
    },
};
use serde::{Deserialize, Serialize};

use super::web::{NotReached, Web};

/// What a provider says about itself.
pub(super) type Metadata = ProviderMetadata<
    More,
    CoreAuthDisplay,
    CoreClientAuthMethod,
    CoreClaimName,
    CoreClaimType,
    CoreGrantType,
    CoreJweContentEncryptionAlgorithm,
    CoreJweKeyManagementAlgorithm,
    CoreJsonWebKey,
    CoreResponseMode,
    CoreResponseType,
    CoreSubjectIdentifierType,
>;

/// What other specifications add to it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct More {
    /// Where sessions are ended (OpenID Connect RP-Initiated Logout 1.0).
    pub(super) end_session_endpoint: Option<EndSessionUrl>,
    /// Whether answers say who sends them (RFC 9207).
    #[serde(default)]
    pub(super) authorization_response_iss_parameter_supported: bool,
}

impl AdditionalProviderMetadata for More {}

const MINUTE: i64 = 60_000;
/// After so long it is read anew.
const FRESH_FOR: i64 = 60 * MINUTE;
/// For so long it is good without having been read again.
const GOOD_FOR: i64 = 24 * 60 * MINUTE;
/// The pause between two attempts while nothing is known.
const SOON: i64 = 1_000;
/// What was read for the same request is not read again.
const AT_ONCE: i64 = 1;

/// A provider as it is known. Cloning is cheap.
#[derive(Clone, Debug)]
pub(super) struct Known(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    web: Web,
    issuer: IssuerUrl,
    state: Mutex<State>,
    /// Held while somebody asks.
    asking: tokio::sync::Mutex<()>,
}

#[derive(Debug, Default)]
struct State {
    metadata: Option<(Arc<Metadata>, Moment)>,
    tried_at: Option<Moment>,
    trouble: String,
}

impl State {
    fn is_within(then: Option<Moment>, now: Moment, limit: i64) -> bool {
        // A clock that was put back makes nothing last longer.
        then.is_some_and(|then| (0..limit).contains(&now.since(then)))
    }

    fn known(&self, now: Moment, limit: i64) -> Option<Arc<Metadata>> {
        let (metadata, at) = self.metadata.as_ref()?;
        Self::is_within(Some(*at), now, limit).then(|| metadata.clone())
    }

    fn may_try(&self, now: Moment, pause: i64) -> bool {
        !Self::is_within(self.tried_at, now, pause)
    }
}

impl Known {
    pub(super) fn new(web: Web, issuer: IssuerUrl) -> Self {
        Self(Arc::new(Inner { web, issuer, state: Mutex::default(), asking: tokio::sync::Mutex::default() }))
    }

    /// What the provider says about itself. An error is a sentence for the log.
    pub(super) async fn metadata(&self, now: Moment) -> Result<Arc<Metadata>, String> {
        if let Some(fresh) = self.state().known(now, FRESH_FOR) {
            return Ok(fresh);
        }
        let pause = if self.state().metadata.is_some() { MINUTE } else { SOON };
        self.look(now, pause).await
    }

    /// The same read anew, because the provider itself has sent something that it signed with a key that is not known.
    pub(super) async fn renewed(&self, now: Moment) -> Result<Arc<Metadata>, String> {
        self.look(now, AT_ONCE).await
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn look(&self, now: Moment, pause: i64) -> Result<Arc<Metadata>, String> {
        let before = self.state().tried_at;
        let _asking = self.0.asking.lock().await;
        // Whoever waited takes what the one before has found.
        let may_try = {
            let mut state = self.state();
            let may_try = state.tried_at == before && state.may_try(now, pause);
            if may_try {
                state.tried_at = Some(now);
            }
            may_try
        };
        if may_try {
            let web = self.0.web.clone();
            let read = Metadata::discover_async(self.0.issuer.clone(), &move |request| web.clone().send(request)).await;
            let mut state = self.state();
            match read {
                Ok(metadata) => state.metadata = Some((Arc::new(metadata), now)),
                Err(error) => {
                    state.trouble = said(&error);
                    tracing::warn!(issuer = self.0.issuer.as_str(), reason = state.trouble, "provider.not_read");
                }
            }
        }
        let state = self.state();
        state.known(now, GOOD_FOR).ok_or_else(|| state.trouble.clone())
    }
}

fn said(error: &DiscoveryError<NotReached>) -> String {
    match error {
        DiscoveryError::Request(reason) => reason.to_string(),
        DiscoveryError::Response(status, ..) => format!("the answer was {status}"),
        DiscoveryError::Validation(_) => "it names another issuer than the setting `issuer`".to_owned(),
        _ => "what came does not describe an OpenID provider".to_owned(),
    }
}
