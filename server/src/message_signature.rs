//! HTTP message signatures (RFC 9421) as agents and the server use them: always the same components, Ed25519, and the digest of the body (RFC 9530)
//! among what is signed. Both sides make the text that is signed here, so that they cannot mean different things by it.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use domain::api::{AGENT_EPOCH, AGENT_SEQUENCE};
use ring::signature::{ED25519, UnparsedPublicKey};
use sha2::{Digest as _, Sha256};

/// What an agent's requests are signed over, in this order.
const COVERED: [&str; 6] = ["@method", "@path", "@query", "content-digest", AGENT_EPOCH, AGENT_SEQUENCE];
/// The label of the signature.
const LABEL: &str = "amend";
/// The longest nonce that is taken.
const LONGEST_NONCE: usize = 64;

/// The components of one request.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Signed<'a> {
    pub(crate) method: &'a str,
    pub(crate) path: &'a str,
    /// Without its question mark.
    pub(crate) query: &'a str,
    /// As [`digest`] writes it.
    pub(crate) digest: &'a str,
    pub(crate) epoch: i64,
    pub(crate) sequence: i64,
}

/// What is said of a signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Said {
    /// Seconds since 1970.
    pub(crate) created: i64,
    pub(crate) nonce: String,
    pub(crate) key: String,
}

impl Said {
    /// The value of `Signature-Input` (RFC 9421 section 4.1), and its part behind the label.
    pub(crate) fn input(&self) -> String {
        format!("{LABEL}={}", self.params())
    }

    fn params(&self) -> String {
        let Self { created, nonce, key } = self;
        format!("{};created={created};nonce=\"{nonce}\";keyid=\"{key}\";alg=\"ed25519\"", covered())
    }

    /// The text that is signed.
    pub(crate) fn text(&self, signed: &Signed<'_>) -> String {
        text(signed, &self.params())
    }
}

/// The list of components as it stands in front of what is said of a signature.
fn covered() -> String {
    let names: Vec<String> = COVERED.iter().map(|name| format!("\"{name}\"")).collect();
    format!("({})", names.join(" "))
}

/// The text that is signed, for parameters as they were received.
fn text(signed: &Signed<'_>, params: &str) -> String {
    let Signed { method, path, query, digest, epoch, sequence } = signed;
    let values = [
        (*method).to_owned(),
        (*path).to_owned(),
        format!("?{query}"),
        (*digest).to_owned(),
        epoch.to_string(),
        sequence.to_string(),
    ];
    let components: Vec<(&str, &str)> = COVERED.into_iter().zip(values.iter().map(String::as_str)).collect();
    base(&components, params)
}

/// The signature base of RFC 9421 section 2.5.
fn base(components: &[(&str, &str)], params: &str) -> String {
    let mut base = String::new();
    for (name, value) in components {
        base.extend(["\"", name, "\": ", value, "\n"]);
    }
    base.extend(["\"@signature-params\": ", params]);
    base
}

/// The value of `Content-Digest` for a body (RFC 9530 section 2).
pub(crate) fn digest(body: &[u8]) -> String {
    format!("sha-256=:{}:", STANDARD.encode(Sha256::digest(body)))
}

/// The value of `Signature` for the bytes of one.
pub(crate) fn signature(bytes: &[u8]) -> String {
    format!("{LABEL}=:{}:", STANDARD.encode(bytes))
}

/// Whether the signature of this text is by the owner of this key.
pub(crate) fn is_by(public_key: &[u8], text: &str, bytes: &[u8]) -> bool {
    UnparsedPublicKey::new(&ED25519, public_key).verify(text.as_bytes(), bytes).is_ok()
}

/// A signature as it was received, not looked at yet.
#[derive(Clone, Debug)]
pub(crate) struct Received {
    pub(crate) said: Said,
    /// The text that it should be of.
    pub(crate) text: String,
    pub(crate) bytes: Vec<u8>,
}

/// Reads the headers of a signed request. Only the form that agents use is taken: other components, several signatures or another algorithm are not,
/// since a choice for the sender would be one for whoever wants to have less signed.
pub(crate) fn receive(input: &str, signature: &str, signed: &Signed<'_>) -> Option<Received> {
    let params = input.strip_prefix(LABEL)?.strip_prefix('=')?;
    let mut rest = params.strip_prefix(&covered())?;
    let (mut created, mut nonce, mut key, mut algorithm) = (None, None, None, None);
    while !rest.is_empty() {
        let (name, value) = rest.strip_prefix(';')?.split_once('=')?;
        let end = value.find(';').unwrap_or(value.len());
        let (value, after) = value.split_at(end);
        let place = match name {
            "created" => &mut created,
            "nonce" => &mut nonce,
            "keyid" => &mut key,
            "alg" => &mut algorithm,
            _ => return None,
        };
        if place.replace(value).is_some() {
            return None;
        }
        rest = after;
    }
    let quoted = |text: Option<&str>| plain(text?).map(str::to_owned);
    if quoted(algorithm)? != "ed25519" {
        return None;
    }
    let said = Said { created: created?.parse().ok()?, nonce: quoted(nonce)?, key: quoted(key)? };
    let bytes = signature.strip_prefix(LABEL)?.strip_prefix("=:")?.strip_suffix(':')?;
    Some(Received { said, text: text(signed, params), bytes: STANDARD.decode(bytes).ok()? })
}

/// A quoted text of the few letters that nonces and ids are made of.
fn plain(text: &str) -> Option<&str> {
    let inner = text.strip_prefix('"')?.strip_suffix('"')?;
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'=' | b'+' | b'/' | b'.');
    ((1..=LONGEST_NONCE).contains(&inner.len()) && inner.bytes().all(is_plain)).then_some(inner)
}

#[cfg(test)]
#[path = "message_signature_tests.rs"]
mod tests;
