//! Keeps what a small search brings, as bytes.

use super::entry::{Entry, value};
use super::error::{LdapError, clean};
use super::wire::Inbox;

/// Name and values of attributes, both in the directory's order.
pub(crate) type Attributes = Vec<(String, Vec<Vec<u8>>)>;

/// Names and attributes of entries, in the server's order; at most as many as there is room for.
pub(crate) struct Gather {
    pub(crate) entries: Vec<(String, Attributes)>,
    most: usize,
}

/// More than any schema has.
const MOST: usize = 20_000;

impl Default for Gather {
    fn default() -> Self {
        Self { entries: Vec::new(), most: MOST }
    }
}

impl Inbox for Gather {
    fn entry(&mut self, content: &[u8]) -> Result<(), LdapError> {
        if self.entries.len() >= self.most {
            return Ok(());
        }
        let entry = Entry::read(content)?;
        let mut kept = Attributes::new();
        let mut attributes = entry.attributes();
        while let Some((name, mut values)) = attributes.next()? {
            let mut all = Vec::new();
            while let Some(bytes) = value(&mut values)? {
                all.push(bytes.to_vec());
            }
            kept.push((clean(name), all));
        }
        self.entries.push((String::from_utf8_lossy(entry.name).into_owned(), kept));
        Ok(())
    }

    fn reference(&mut self) {}

    fn received(&mut self, _bytes: usize) {}

    fn is_cancelled(&self) -> bool {
        false
    }
}

/// The values of an attribute as text, as the server sent it.
pub(crate) fn texts(attributes: &Attributes, name: &str) -> Vec<String> {
    let found = attributes.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
    found.map_or_else(Vec::new, |(_, values)| {
        values.iter().map(|bytes| String::from_utf8_lossy(bytes).into_owned()).collect()
    })
}
