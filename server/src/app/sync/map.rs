//! From an entry as read to what Amend keeps of it: source attributes become profile attributes, bytes become values, pictures are set apart.

use domain::{
    attribute::{Blank, Kind},
    kind,
    name::AttributeKey,
    plan::Found,
    value::{Theirs, Value},
};
use sha2::{Digest as _, Sha256};
use xxhash_rust::xxh3::xxh3_128;

use crate::{
    app::{catalogue::Catalogue, sources::Connection},
    source::RawEntry,
    store::stage::Staged,
};

/// A picture larger than this is not kept: no directory needs it for a face.
const LARGEST_PICTURE: usize = 5 << 20;

/// An entry in Amend's words, and the pictures in it by digest.
pub(super) struct Mapped {
    pub(super) staged: Staged,
    pub(super) pictures: Vec<(String, Vec<u8>)>,
}

/// Knows the mapping of one source.
pub(super) struct Mapper<'a> {
    columns: Vec<(&'a AttributeKey, &'a domain::attribute::Attribute, &'a str)>,
    connection: &'a Connection,
    salt: u128,
}

impl<'a> Mapper<'a> {
    pub(super) fn new(catalogue: &'a Catalogue, connection: &'a Connection) -> Self {
        let columns: Vec<_> = connection
            .mapping
            .iter()
            .filter_map(|(key, name)| catalogue.attribute(key).map(|attribute| (key, attribute, name.as_str())))
            .collect();
        Self { salt: salt(&columns, connection), columns, connection }
    }

    /// What an entry's hash is mixed with: a changed mapping, or a changed meaning of an attribute, makes every entry look changed once.
    pub(super) fn salt(&self) -> u128 {
        self.salt
    }

    /// Maps one entry. An attribute that was asked for and did not come is empty; one that cannot be understood was not read.
    pub(super) fn map(&self, entry: RawEntry) -> Mapped {
        let mut pictures = Vec::new();
        let mut theirs = std::collections::BTreeMap::new();
        for (key, attribute, name) in &self.columns {
            let raw = values(&entry, name);
            let said = match attribute.kind {
                Kind::Photo => picture(raw, &mut pictures),
                _ => kind::read(attribute, raw),
            };
            let said = match (said, attribute.policy.blank) {
                (Theirs::Empty, Blank::Ignored) => Theirs::NotRead,
                (said, Blank::Clears | Blank::Ignored) => said,
            };
            theirs.insert((*key).clone(), said);
        }
        let username = values(&entry, &self.connection.username_attribute)
            .first()
            .and_then(|bytes| std::str::from_utf8(bytes).ok())
            .map(|text| domain::text::clean(text, false))
            .filter(|text| !text.is_empty());
        let is_disabled = self.connection.disabled_attribute.as_deref().is_some_and(|name| {
            let values = values(&entry, name);
            let wanted = &self.connection.disabled_values;
            let means_disabled =
                |value: &Vec<u8>| wanted.iter().any(|word| word.as_bytes().eq_ignore_ascii_case(value));
            if wanted.is_empty() { !values.is_empty() } else { values.iter().any(means_disabled) }
        });
        let hash = entry.hash ^ self.salt;
        let found = Found { id: hex::encode(&entry.id), dn: entry.dn, username, disabled: is_disabled, values: theirs };
        Mapped { staged: Staged { found, hash }, pictures }
    }
}

fn values<'e>(entry: &'e RawEntry, name: &str) -> &'e [Vec<u8>] {
    let found = entry.attributes.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
    found.map_or(&[], |(_, values)| values.as_slice())
}

/// The first picture of an entry, by its digest. One that is too large was not read: what was known stays.
fn picture(raw: &[Vec<u8>], pictures: &mut Vec<(String, Vec<u8>)>) -> Theirs {
    let Some(bytes) = raw.first().filter(|bytes| !bytes.is_empty()) else { return Theirs::Empty };
    if bytes.len() > LARGEST_PICTURE {
        return Theirs::NotRead;
    }
    let digest = hex::encode(Sha256::digest(bytes));
    pictures.push((digest.clone(), bytes.clone()));
    Value::one(format!("sha256:{digest}")).into()
}

fn salt(columns: &[(&AttributeKey, &domain::attribute::Attribute, &str)], connection: &Connection) -> u128 {
    let mut text = String::new();
    for (key, attribute, name) in columns {
        text.push_str(&format!("{key}={name}:{:?}:{}:{:?};", attribute.kind, attribute.many, attribute.policy.blank));
    }
    text.push_str(&format!(
        "{}|{:?}|{:?}",
        connection.username_attribute, connection.disabled_attribute, connection.disabled_values
    ));
    xxh3_128(text.as_bytes())
}
