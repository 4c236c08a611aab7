//! What is checked of a token that comes from an identity provider, before anything in it counts.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::moment::Moment;
use openidconnect::{
    ClaimsVerificationError, IdTokenVerifier, JsonWebTokenType, Nonce, SignatureVerificationError,
    core::{CoreIdToken, CoreJsonWebKey, CoreJwsSigningAlgorithm as Alg},
};

use super::{
    claims::Claims,
    known_provider::Metadata,
    provider::{
        NoVouch::{self, Away, Clock, Mismatch},
        Provider,
    },
};

/// How far clocks may be apart, in seconds.
pub(super) const SKEW: i64 = 60;
/// Signatures of keys that only the provider has. One made with the client's secret proves less.
const ALGORITHMS: [Alg; 9] = [
    Alg::RsaSsaPkcs1V15Sha256,
    Alg::RsaSsaPkcs1V15Sha384,
    Alg::RsaSsaPkcs1V15Sha512,
    Alg::RsaSsaPssSha256,
    Alg::RsaSsaPssSha384,
    Alg::RsaSsaPssSha512,
    Alg::EcdsaP256Sha256,
    Alg::EcdsaP384Sha384,
    Alg::EdDsa,
];
/// What a logout token is about.
const ENDED: &str = "http://schemas.openid.net/event/backchannel-logout";

/// Which token it has to be.
#[derive(Clone, Copy)]
pub(super) enum Kind<'n> {
    /// One that vouches for somebody, with this nonce.
    Id(&'n Nonce),
    /// One that says that a session has ended: it never has a nonce, so that neither can be taken for the other.
    Logout,
}

impl Provider {
    /// The claims of a token that is good.
    pub(super) async fn verify(&self, token: &CoreIdToken, kind: Kind<'_>, now: Moment) -> Result<Claims, NoVouch> {
        let metadata = self.0.known.metadata(now).await.map_err(Away)?;
        match self.check(&metadata, token, kind, now) {
            // The provider may have new keys.
            Err(ClaimsVerificationError::SignatureVerification(SignatureVerificationError::NoMatchingKey)) => {
                let metadata = self.0.known.renewed(now).await.map_err(Away)?;
                self.check(&metadata, token, kind, now).map_err(|error| reason(&error))?;
            }
            other => other.map_err(|error| reason(&error))?,
        }
        self.claims(&token.to_string(), kind)
    }

    /// Issuer, audience, signature, times and nonce.
    fn check(
        &self,
        metadata: &Metadata,
        token: &CoreIdToken,
        kind: Kind<'_>,
        now: Moment,
    ) -> Result<(), ClaimsVerificationError> {
        let seconds = now.0.div_euclid(1000);
        let types = ["application/jwt", "application/jose", "application/logout+jwt"];
        let types = types.iter().take(if matches!(kind, Kind::Logout) { 3 } else { 2 });
        let types = types.filter_map(|name| JsonWebTokenType::new((*name).to_owned()).normalize().ok());
        let verifier: IdTokenVerifier<'_, CoreJsonWebKey> =
            IdTokenVerifier::new_public_client(self.client_id(), self.0.issuer.clone(), metadata.jwks().clone())
                .set_allowed_algs(ALGORITHMS)
                .set_allowed_jose_types(types)
                .set_issue_time_verifier_fn(move |at| {
                    let is_past = at.timestamp() <= seconds.saturating_add(SKEW);
                    if is_past { Ok(()) } else { Err("issued in the future".to_owned()) }
                });
        match kind {
            Kind::Id(nonce) => token.claims(&verifier, nonce).map(|_| ()),
            Kind::Logout => {
                let without = |nonce: Option<&Nonce>| nonce.map_or(Ok(()), |_| Err("a nonce".to_owned()));
                token.claims(&verifier, without).map(|_| ())
            }
        }
    }

    /// What is in a token that has been verified, and what the library leaves to us.
    fn claims(&self, token: &str, kind: Kind<'_>) -> Result<Claims, NoVouch> {
        let body = token.split('.').nth(1).and_then(|part| URL_SAFE_NO_PAD.decode(part).ok());
        let claims: Claims = body
            .and_then(|body| serde_json::from_slice(&body).ok())
            .ok_or(Mismatch("the token is not an object with each name once"))?;
        let has_others = claims.value("aud").and_then(|aud| aud.as_array()).is_some_and(|all| all.len() > 1);
        if claims.has("azp") && claims.text("azp") != Some(self.0.settings.client_id.as_str()) {
            return Err(Mismatch("the token was asked for by another program"));
        }
        if has_others && !claims.has("azp") {
            return Err(Mismatch("the token is for several programs and says for none who asked"));
        }
        if claims.text("sub").is_none() {
            return Err(Mismatch("the token names nobody"));
        }
        let is_logout = claims.value("events").is_some_and(|events| events.get(ENDED).is_some());
        if is_logout != matches!(kind, Kind::Logout) {
            return Err(Mismatch("the token is of another kind"));
        }
        Ok(claims)
    }

    /// What was asked for besides.
    pub(super) fn check_asked(&self, claims: &Claims, now: Moment) -> Result<(), NoVouch> {
        let Some(minutes) = self.0.settings.max_age_minutes else { return Ok(()) };
        let since = claims.number("auth_time").ok_or(Mismatch("the token does not say when somebody signed in"))?;
        if now.0.div_euclid(1000).saturating_sub(since) > i64::from(minutes) * 60 + SKEW {
            return Err(Mismatch("the sign-in at the provider is older than the setting `max_age_minutes`"));
        }
        Ok(())
    }
}

fn reason(error: &ClaimsVerificationError) -> NoVouch {
    match error {
        ClaimsVerificationError::Expired(_) => Clock("the token has expired already or is of the future"),
        ClaimsVerificationError::InvalidAudience(_) => Mismatch("the token is for another program"),
        ClaimsVerificationError::InvalidIssuer(_) => Mismatch("the token is of another issuer"),
        ClaimsVerificationError::InvalidNonce(_) => Mismatch("the token has another nonce"),
        ClaimsVerificationError::SignatureVerification(_) => Mismatch("the token's signature is not good"),
        _ => Mismatch("the token is not of a kind that is taken"),
    }
}
