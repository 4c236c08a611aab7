//! What a token says of somebody that a directory can confirm, in the bytes that the directory has: the security identifier, the immutable id, or
//! a pair that the administrator answers for.

use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::claims::Claims;
use crate::config::LinkConfig;

/// An entry is theirs if it has this value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Proof {
    /// The directory's attribute.
    pub(crate) attribute: String,
    /// Its value, byte by byte.
    pub(crate) value: Vec<u8>,
}

/// What a token can be found by, the most telling first.
pub(crate) fn proofs(settings: &LinkConfig, claims: &Claims) -> Vec<Proof> {
    let mut proofs = Vec::new();
    let mut add = |attribute: &str, value: Vec<u8>| proofs.push(Proof { attribute: attribute.to_owned(), value });
    if settings.sid
        && let Some(sid) = claims.text("onprem_sid").and_then(sid)
    {
        add("objectSid", sid);
    }
    if let Some(id) = settings.immutable_id_claim.as_deref().and_then(|claim| claims.text(claim)).and_then(immutable_id)
    {
        // The source anchor is the first of the two that an entry has.
        add("mS-DS-ConsistencyGuid", id.clone());
        add("objectGUID", id);
    }
    if let (Some(claim), Some(attribute)) = (&settings.claim, &settings.attribute)
        && let Some(text) = claims.text(claim).filter(|text| text.len() <= 256 && !text.contains('\0'))
    {
        add(attribute, text.as_bytes().to_vec());
    }
    proofs
}

/// The bytes of a security identifier such as `S-1-5-21-1-2-3-1104` ([MS-DTYP] sections 2.4.2.1 and 2.4.2.2).
fn sid(text: &str) -> Option<Vec<u8>> {
    let mut parts = text.strip_prefix("S-1-")?.split('-');
    let authority: u64 = digits(parts.next()?)?.parse().ok()?;
    let subs: Option<Vec<u32>> = parts.map(|part| digits(part)?.parse().ok()).collect();
    let subs = subs.filter(|subs| (1..=15).contains(&subs.len()))?;
    if authority >= 1 << 48 {
        return None;
    }
    let mut bytes = vec![1, u8::try_from(subs.len()).ok()?];
    bytes.extend_from_slice(authority.to_be_bytes().get(2..)?);
    bytes.extend(subs.iter().flat_map(|sub| sub.to_le_bytes()));
    Some(bytes)
}

/// A number without a sign.
fn digits(part: &str) -> Option<&str> {
    part.bytes().all(|byte| byte.is_ascii_digit()).then_some(part)
}

/// The sixteen bytes of an immutable id, as they stand in the directory.
fn immutable_id(text: &str) -> Option<Vec<u8>> {
    STANDARD.decode(text).ok().filter(|bytes| bytes.len() == 16)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sid_has_its_bytes() {
        let bytes = sid("S-1-5-21-3623811015-3361044348-30300820-1013").unwrap();
        assert_eq!(hex::encode(bytes), "010500000000000515000000c7f7fed77c7755c8945ace01f5030000");
        for bad in [
            "",
            "S-1-5",
            "S-1-",
            "S-2-5-21",
            "S-1-5-x",
            "S-1-5-+1",
            "S-1-5-4294967296",
            "s-1-5-21",
            "S-1-5-21-",
            "S-1-281474976710656-1",
        ] {
            assert_eq!(sid(bad), None, "{bad}");
        }
    }

    #[test]
    fn an_immutable_id_has_sixteen_bytes() {
        assert_eq!(immutable_id("AAECAwQFBgcICQoLDA0ODw==").unwrap(), (0..16).collect::<Vec<u8>>());
        for bad in ["", "AAECAw==", "AAECAwQFBgcICQoLDA0ODw", "00010203-0405-0607-0809-0a0b0c0d0e0f"] {
            assert_eq!(immutable_id(bad), None, "{bad}");
        }
    }

    /// SEC7: mail and user names find nobody unless the administrator has said so.
    #[test]
    fn mail_and_names_are_no_proof_by_themselves() {
        let claims: Claims = serde_json::from_value(serde_json::json!({
            "preferred_username": "emma@example.test", "upn": "emma@example.test", "email": "emma@example.test", "unique_name": "emma",
        }))
        .unwrap();
        assert!(proofs(&LinkConfig::default(), &claims).is_empty());
        let chosen = LinkConfig {
            claim: Some("upn".into()),
            attribute: Some("userPrincipalName".into()),
            ..LinkConfig::default()
        };
        let found = proofs(&chosen, &claims);
        assert_eq!(
            (found.len(), found[0].attribute.as_str(), found[0].value.as_slice()),
            (1, "userPrincipalName", &b"emma@example.test"[..])
        );
    }
}
