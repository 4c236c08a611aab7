//! What is kept of an entry as it was sent: names and values for people to look at, bounded, and nothing that sounds like a secret.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use domain::{
    api::{ReceivedAttribute, ReceivedContent, ReceivedValue},
    catalogue,
};
use sha2::{Digest as _, Sha256};

use crate::source::Attributes;

/// Bytes that are kept of one value.
const OF_VALUE: usize = 1024;

/// Bytes that are kept of one entry: names and values.
const OF_ENTRY: usize = 64 * 1024;

/// An entry's attributes as they are stored.
pub(super) fn kept(attributes: &Attributes) -> String {
    // Texts and numbers always are JSON.
    serde_json::to_string(&content(attributes)).unwrap_or_default()
}

fn content(attributes: &Attributes) -> ReceivedContent {
    let mut left = OF_ENTRY;
    let mut takes = |bytes: usize| {
        let is_room = bytes <= left;
        left -= if is_room { bytes } else { 0 };
        is_room
    };
    let mut content = ReceivedContent::default();
    for (name, values) in attributes.iter().filter(|(name, _)| !catalogue::is_never_kept(name)) {
        if !takes(name.len()) {
            content.truncated = true;
            break;
        }
        let mut one = ReceivedAttribute { name: name.clone(), values: Vec::with_capacity(values.len()) };
        for bytes in values {
            if !takes(bytes.len().min(OF_VALUE)) {
                content.truncated = true;
                break;
            }
            one.values.push(value(bytes));
        }
        content.attributes.push(one);
    }
    content
}

fn value(bytes: &[u8]) -> ReceivedValue {
    let length = bytes.len() as u64;
    match std::str::from_utf8(bytes).ok().filter(|text| is_text(text)) {
        Some(text) if bytes.len() <= OF_VALUE => ReceivedValue::Text(text.to_owned()),
        Some(text) => ReceivedValue::Cut { text: text[..text.floor_char_boundary(OF_VALUE)].to_owned(), bytes: length },
        None if bytes.len() <= OF_VALUE => ReceivedValue::Base64(STANDARD.encode(bytes)),
        None => ReceivedValue::LeftOut { bytes: length, sha256: hex::encode(Sha256::digest(bytes)) },
    }
}

/// Whether people could read it: bytes of a key or a number may be UTF-8 by chance, and PostgreSQL's texts hold no NUL.
fn is_text(text: &str) -> bool {
    text.chars().all(|c| !c.is_control() || matches!(c, '\n' | '\r' | '\t'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(rows: &[(&str, &[&[u8]])]) -> Attributes {
        let owned = |values: &[&[u8]]| values.iter().map(|bytes| bytes.to_vec()).collect();
        rows.iter().map(|(name, values)| ((*name).to_owned(), owned(values))).collect()
    }

    /// S3.18: as the server wrote it, and no secret.
    #[test]
    fn values_are_kept_as_they_came_and_secrets_are_not() {
        let long = "å".repeat(700);
        let (title, odd): (&[&[u8]], &[&[u8]]) = (&[b"Chief \xC3\xA5"], &[&[0, 1, 255], b"a\0b"]);
        let content = content(&entry(&[
            ("tItLe", title),
            ("userPassword", &[b"hunter2"]),
            ("krbPrincipalKey", &[b"hunter2"]),
            ("myAppPassword", &[b"hunter2"]),
            ("objectSid", odd),
            ("info", &[long.as_bytes()]),
            ("jpegPhoto", &[&[255; 2000]]),
        ]));
        let names: Vec<&str> = content.attributes.iter().map(|one| one.name.as_str()).collect();
        assert_eq!((names, content.truncated), (vec!["tItLe", "objectSid", "info", "jpegPhoto"], false));
        assert_eq!(content.attributes[0].values, [ReceivedValue::Text("Chief å".to_owned())]);
        let base64 = |text: &str| ReceivedValue::Base64(text.to_owned());
        assert_eq!(content.attributes[1].values, [base64("AAH/"), base64("YQBi")]);
        assert_eq!(content.attributes[2].values, [ReceivedValue::Cut { text: "å".repeat(512), bytes: 1400 }]);
        let ReceivedValue::LeftOut { bytes: 2000, sha256 } = &content.attributes[3].values[0] else { panic!() };
        assert_eq!(sha256.len(), 64);
    }

    #[test]
    fn an_entry_is_bounded_and_says_so() {
        let group = [b'g'; 800];
        let many: Vec<&[u8]> = vec![&group; 200];
        let content = content(&entry(&[("memberOf", &many), ("title", &[b"Chief"])]));
        assert!(content.truncated && content.attributes[0].values.len() == OF_ENTRY / 800);
        assert_eq!(content.attributes[1].name, "title", "what is small is still there");
        assert!(kept(&entry(&[("memberOf", &many)])).len() < OF_ENTRY * 2);
    }
}
