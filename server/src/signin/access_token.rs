//! Access tokens of Microsoft Entra ID for the pane's door (RFC 7519, RFC 8725). The signature is checked by `ring`; what a token must say to be
//! taken is all here, so that nothing is left to a library's defaults. A token names neither keys nor addresses that anything is fetched from.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::moment::Moment;
use ring::signature::{RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents};

use super::{
    claims::Claims,
    keys::{Keys, NoKey},
};
use crate::config::{NestedConfig, is_guid};

/// Longer ones are not looked at. Entra leaves long lists of groups out of its tokens.
const LONGEST: usize = 16 << 10;
/// How far clocks may be apart, in seconds.
const SKEW: i64 = 60;
/// Names of a header that say where a key is, or change what a token means.
const NOT_IN_HEADER: [&str; 8] = ["jku", "jwk", "x5u", "x5c", "crit", "b64", "zip", "enc"];

/// Which tokens are taken.
#[derive(Debug, Clone)]
pub(crate) struct Rules {
    issuer: String,
    tenant: String,
    audience: String,
    client: String,
    scope: String,
    allow_guests: bool,
}

/// What a token says that has been found good.
#[derive(Debug, Clone)]
pub(crate) struct Verified {
    pub(crate) issuer: String,
    pub(crate) tenant: String,
    /// The user's own id in the tenant (`oid`).
    pub(crate) subject: String,
    /// What they are called, for people to read. It may be anything.
    pub(crate) name: String,
    pub(crate) claims: Claims,
}

/// Why a token is not taken; for the log, never with anything out of the token.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NotTaken {
    /// The token is not good.
    #[error("{0}")]
    Bad(&'static str),
    /// Nobody can tell now.
    #[error("the issuer's keys could not be had: {0}")]
    NoKeys(String),
}

use NotTaken::Bad;

impl Rules {
    /// The rules of the settings.
    pub(crate) fn of(settings: &NestedConfig) -> Self {
        Self {
            issuer: settings.issuer(),
            tenant: settings.tenant.clone(),
            audience: settings.api_client_id.clone(),
            client: settings.client_id.clone(),
            scope: settings.scope_word().to_owned(),
            allow_guests: settings.allow_guests,
        }
    }

    /// Whether a token is good now.
    pub(crate) async fn verify(&self, keys: &Keys, token: &str, now: Moment) -> Result<Verified, NotTaken> {
        let parts = Parts::read(token)?;
        let kid = parts.key_id()?;
        // Before the signature: what is not meant for us fetches no keys either.
        self.check(&parts.claims, now)?;
        let key = keys.key(kid, now).await.map_err(|none| match none {
            NoKey::Unknown => Bad("signed with a key that the issuer does not have"),
            NoKey::Away(reason) => NotTaken::NoKeys(reason),
        })?;
        parts.check_signature(&key)?;
        self.verified(parts.claims)
    }

    fn verified(&self, claims: Claims) -> Result<Verified, NotTaken> {
        let subject = claims.text("oid").map(str::to_ascii_lowercase).ok_or(Bad("no oid"))?;
        let name = ["preferred_username", "upn", "name"].into_iter().find_map(|claim| claims.text(claim));
        let name = domain::text::clean(name.unwrap_or_default(), false).chars().take(200).collect();
        Ok(Verified { issuer: self.issuer.clone(), tenant: self.tenant.clone(), subject, name, claims })
    }

    /// Everything that a token says, but for the signature.
    fn check(&self, claims: &Claims, now: Moment) -> Result<(), NotTaken> {
        let says = |name: &str, wanted: &str, otherwise| {
            if claims.text(name) == Some(wanted) { Ok(()) } else { Err(Bad(otherwise)) }
        };
        says("iss", &self.issuer, "another issuer")?;
        says("tid", &self.tenant, "another tenant")?;
        says("ver", "2.0", "another version; set requestedAccessTokenVersion to 2")?;
        says("aud", &self.audience, "meant for another interface")?;
        says("azp", &self.client, "asked for by another program")?;
        let seconds = now.0.div_euclid(1000);
        let expires = claims.number("exp").ok_or(Bad("no exp"))?;
        let begins = claims.number("nbf").ok_or(Bad("no nbf"))?;
        if seconds >= expires.saturating_add(SKEW) {
            return Err(Bad("expired"));
        }
        if begins > seconds.saturating_add(SKEW) || begins >= expires {
            return Err(Bad("not yet good; compare the clocks"));
        }
        // This is what stops an ID token and one of a program without a user.
        let scopes = claims.text("scp").ok_or(Bad("no scp: an ID token, or one of a program"))?;
        if !scopes.split(' ').any(|word| word == self.scope) {
            return Err(Bad("without the scope"));
        }
        if claims.has("idtyp") && claims.text("idtyp") != Some("user") {
            return Err(Bad("of a program or device"));
        }
        if !claims.text("oid").is_some_and(|oid| is_guid(&oid.to_ascii_lowercase())) {
            return Err(Bad("its oid is no GUID"));
        }
        if !self.allow_guests && self.is_guest(claims) {
            return Err(Bad("of a guest"));
        }
        Ok(())
    }

    /// A guest's token says so (`acct`), or names who signed them in and it is somebody else.
    fn is_guest(&self, claims: &Claims) -> bool {
        let is_member = match claims.value("acct") {
            None => true,
            Some(value) => value.as_i64() == Some(0) || value.as_str() == Some("0"),
        };
        let is_ours = |provider: &str| provider.split('/').any(|part| part == self.tenant);
        !is_member || (claims.has("idp") && !claims.text("idp").is_some_and(is_ours))
    }
}

/// A token taken apart.
struct Parts<'t> {
    signed: &'t str,
    signature: Vec<u8>,
    header: Claims,
    claims: Claims,
}

impl<'t> Parts<'t> {
    fn read(token: &'t str) -> Result<Self, NotTaken> {
        if token.len() > LONGEST {
            return Err(Bad("longer than tokens are"));
        }
        let (signed, signature) = token.rsplit_once('.').ok_or(Bad("no token"))?;
        let (header, claims) = signed.split_once('.').ok_or(Bad("no token"))?;
        // Strict: no padding, no stray bits, so that one token has one spelling.
        let bytes = |part: &str| URL_SAFE_NO_PAD.decode(part).map_err(|_| Bad("not in base64url"));
        let object = |part: &str| {
            serde_json::from_slice::<Claims>(&bytes(part)?).map_err(|_| Bad("not an object with each name once"))
        };
        Ok(Self { signed, signature: bytes(signature)?, header: object(header)?, claims: object(claims)? })
    }

    /// Which key it says that it is signed with.
    fn key_id(&self) -> Result<&str, NotTaken> {
        if self.header.text("alg") != Some("RS256") {
            return Err(Bad("not signed with RS256"));
        }
        if NOT_IN_HEADER.iter().any(|name| self.header.has(name)) {
            return Err(Bad("its header says more than it may"));
        }
        let is_fit = |kind: &str| ["jwt", "at+jwt"].iter().any(|known| kind.eq_ignore_ascii_case(known));
        if self.header.has("typ") && !self.header.text("typ").is_some_and(is_fit) {
            return Err(Bad("another type of token"));
        }
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'=');
        let kid = self.header.text("kid").filter(|kid| kid.len() <= 128 && kid.bytes().all(is_plain));
        kid.ok_or(Bad("no key id"))
    }

    fn check_signature(&self, key: &RsaPublicKeyComponents<Vec<u8>>) -> Result<(), NotTaken> {
        key.verify(&RSA_PKCS1_2048_8192_SHA256, self.signed.as_bytes(), &self.signature)
            .map_err(|_| Bad("its signature is wrong"))
    }
}

#[cfg(test)]
#[path = "access_token_tests.rs"]
mod tests;
