//! The agent's key pair (Ed25519). The private half is made here and leaves this machine never.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use ring::{
    rand::SystemRandom,
    signature::{Ed25519KeyPair, KeyPair as _},
};
use secrecy::{ExposeSecret as _, SecretString};

/// A key pair.
pub(crate) struct Key {
    pair: Ed25519KeyPair,
    /// As it is kept: PKCS #8 in base64.
    kept: SecretString,
}

impl Key {
    /// A new one.
    pub(crate) fn make() -> Result<Self, String> {
        let document = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new())
            .map_err(|_| "this machine gives no randomness".to_owned())?;
        Self::read(&STANDARD.encode(document.as_ref()))
    }

    /// One that was kept.
    pub(crate) fn read(kept: &str) -> Result<Self, String> {
        let wrong = || "the key cannot be read".to_owned();
        let pair = Ed25519KeyPair::from_pkcs8(&STANDARD.decode(kept).map_err(|_| wrong())?).map_err(|_| wrong())?;
        Ok(Self { pair, kept: SecretString::from(kept.to_owned()) })
    }

    /// As it is kept, for the file alone.
    pub(crate) fn kept(&self) -> &str {
        self.kept.expose_secret()
    }

    /// The public half, in base64.
    pub(crate) fn public(&self) -> String {
        STANDARD.encode(self.pair.public_key())
    }

    /// The signature of a text.
    pub(crate) fn sign(&self, text: &str) -> Vec<u8> {
        self.pair.sign(text.as_bytes()).as_ref().to_vec()
    }

    /// The same in base64.
    pub(crate) fn proof(&self, text: &str) -> String {
        STANDARD.encode(self.sign(text))
    }
}

// A key is not printed.
impl std::fmt::Debug for Key {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_tuple("Key").field(&self.public()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message_signature::is_by;

    #[test]
    fn a_key_that_was_kept_signs_alike_and_is_not_printed() {
        let key = Key::make().unwrap();
        let again = Key::read(key.kept()).unwrap();
        assert_eq!((again.public(), again.proof("a")), (key.public(), key.proof("a")));
        let public = STANDARD.decode(key.public()).unwrap();
        assert!(is_by(&public, "a", &key.sign("a")) && !is_by(&public, "b", &key.sign("a")));
        assert!(!format!("{key:?}").contains(key.kept()));
        assert!(Key::read("AAAA").is_err());
    }
}
