//! Names for references: which person a distinguished name stands for. A hash of the normalised name finds the candidates; the name itself is
//! compared before anybody is named or given a right.

use std::collections::{BTreeMap, BTreeSet};

use domain::{attribute::Kind, dn, id::PersonId, value::Value};
use xxhash_rust::xxh3::xxh3_64;

use super::{AppError, catalogue::Catalogue, standing::Standing};
use crate::store::{Conn, entry};

/// A distinguished name in the form in which two are compared (RFC 4514); a text that is none stands for itself, folded.
pub(super) fn normal(name: &str) -> String {
    dn::normalize(name).unwrap_or_else(|| domain::text::fold(name))
}

/// The hash under which a distinguished name is found.
pub(super) fn dn_key(name: &str) -> i64 {
    xxh3_64(normal(name).as_bytes()).cast_signed()
}

/// People by the distinguished names that were looked up.
#[derive(Debug, Default)]
pub(super) struct Names(BTreeMap<String, (PersonId, String)>);

impl Names {
    /// Looks up these distinguished names.
    pub(super) async fn load(conn: &mut Conn, names: &BTreeSet<String>) -> Result<Self, AppError> {
        if names.is_empty() {
            return Ok(Self::default());
        }
        let mut wanted: BTreeMap<i64, Vec<(&String, String)>> = BTreeMap::new();
        for name in names {
            let normal = normal(name);
            wanted.entry(xxh3_64(normal.as_bytes()).cast_signed()).or_default().push((name, normal));
        }
        let keys: Vec<i64> = wanted.keys().copied().collect();
        let mut found = BTreeMap::new();
        for (key, candidate, person, shown) in entry::by_dn_keys(conn, &keys).await? {
            let same = wanted.get(&key).into_iter().flatten();
            for (name, normal_name) in same {
                // Mostly it is spelled the same.
                if **name == candidate || *normal_name == normal(&candidate) {
                    found.insert((*name).clone(), (person, shown.clone()));
                }
            }
        }
        Ok(Self(found))
    }

    /// The names that the values of a person's attributes refer to.
    pub(super) fn wanted(catalogue: &Catalogue, standing: &Standing) -> BTreeSet<String> {
        let mut names = BTreeSet::new();
        for stored in catalogue.attributes.iter().filter(|one| one.attribute.kind == Kind::Person) {
            for entry in &standing.entries {
                let value = entry.theirs.get(&stored.attribute.key).and_then(|theirs| theirs.value());
                names.extend(value.into_iter().flat_map(|value| value.texts().iter().cloned()));
            }
        }
        names
    }

    /// The person behind a distinguished name.
    pub(super) fn person(&self, name: &str) -> Option<PersonId> {
        self.0.get(name).map(|(person, _)| *person)
    }

    /// A reference in words: the person's name, or the first part of the distinguished name if nobody is known by it.
    pub(super) fn shown(&self, value: &Value) -> String {
        let one = |text: &String| {
            self.0
                .get(text)
                .map_or_else(|| dn::common_name(text).unwrap_or_else(|| text.clone()), |(_, name)| name.clone())
        };
        value.texts().iter().map(one).collect::<Vec<_>>().join(", ")
    }
}
