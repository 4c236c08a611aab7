//! What tells this installation from any other, without telling anybody what it is: whoever knows the secret in its database can ask, and only who
//! knows it can answer.

use ring::hmac;

/// The secret.
pub(crate) struct Mark(hmac::Key);

impl Mark {
    /// Of what the database holds.
    pub(crate) fn of(secret: &[u8]) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, secret))
    }

    /// Shows that the asker knows it.
    pub(crate) fn proof(&self, nonce: &str) -> String {
        hex::encode(hmac::sign(&self.0, Self::said("asks", nonce).as_bytes()))
    }

    /// Whether the asker knows it.
    pub(crate) fn is_proven(&self, nonce: &str, proof: &str) -> bool {
        hex::decode(proof)
            .is_ok_and(|proof| hmac::verify(&self.0, Self::said("asks", nonce).as_bytes(), &proof).is_ok())
    }

    /// The answer of one of its doors.
    pub(crate) fn answer(&self, door: &str, nonce: &str) -> String {
        hex::encode(hmac::sign(&self.0, Self::said(door, nonce).as_bytes()))
    }

    fn said(who: &str, nonce: &str) -> String {
        format!("amend {who} {nonce}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_who_knows_it_can_ask_and_answer() {
        let (own, other) = (Mark::of(&[1; 32]), Mark::of(&[2; 32]));
        assert!(own.is_proven("n", &own.proof("n")));
        for wrong in [other.proof("n"), own.proof("m"), own.answer("portal", "n"), "x".to_owned(), String::new()] {
            assert!(!own.is_proven("n", &wrong), "{wrong}");
        }
        assert_ne!(own.answer("portal", "n"), own.answer("pane", "n"));
    }
}
