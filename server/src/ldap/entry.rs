//! One SearchResultEntry as it lies in the receive buffer (RFC 4511 section 4.5.2). Nothing is copied: values stay
//! bytes in the server's order, and finding the immutable id looks at attribute names only.

use super::ber::{Damage, Elements};

const SEQUENCE: u8 = 0x30;
const SET: u8 = 0x31;
const OCTETS: u8 = 0x04;

/// A borrowed entry: its name and its attributes, lengths of the outer level checked.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Entry<'a> {
    /// The distinguished name as sent, which may not be UTF-8.
    pub(crate) name: &'a [u8],
    attributes: &'a [u8],
    content: &'a [u8],
}

impl<'a> Entry<'a> {
    /// Reads the content of a SearchResultEntry.
    pub(crate) fn read(content: &'a [u8]) -> Result<Self, Damage> {
        let mut parts = Elements(content);
        let name = parts.expect(OCTETS, "name of an entry")?;
        let attributes = parts.expect(SEQUENCE, "attribute list of an entry")?;
        if parts.peek().is_some() {
            return Err(Damage::Part("end of an entry"));
        }
        Ok(Self { name, attributes, content })
    }

    /// XXH3-128 over name and attributes as sent, without the message id: equal bytes, equal hash.
    pub(crate) fn hash(&self) -> u128 {
        xxhash_rust::xxh3::xxh3_128(self.content)
    }

    /// The attributes in the server's order.
    pub(crate) fn attributes(&self) -> Attributes<'a> {
        Attributes(Elements(self.attributes))
    }

    /// The values of the first attribute with this name; letter case does not count (RFC 4512 section 2.5).
    pub(crate) fn attribute(&self, name: &str) -> Result<Option<Elements<'a>>, Damage> {
        let mut attributes = self.attributes();
        while let Some((found, values)) = attributes.next()? {
            if found.eq_ignore_ascii_case(name.as_bytes()) {
                return Ok(Some(values));
            }
        }
        Ok(None)
    }
}

/// Walks (description, values) pairs.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Attributes<'a>(Elements<'a>);

impl<'a> Attributes<'a> {
    /// The next attribute, or `None` at the end. Take the values with [`value`].
    pub(crate) fn next(&mut self) -> Result<Option<(&'a [u8], Elements<'a>)>, Damage> {
        if self.0.peek().is_none() {
            return Ok(None);
        }
        let mut pair = Elements(self.0.expect(SEQUENCE, "attribute")?);
        let name = pair.expect(OCTETS, "attribute name")?;
        let values = pair.expect(SET, "values of an attribute")?;
        if pair.peek().is_some() {
            return Err(Damage::Part("end of an attribute"));
        }
        Ok(Some((name, Elements(values))))
    }
}

/// The next value of an attribute, or `None` at the end.
pub(crate) fn value<'a>(values: &mut Elements<'a>) -> Result<Option<&'a [u8]>, Damage> {
    if values.peek().is_none() {
        return Ok(None);
    }
    values.expect(OCTETS, "value of an attribute").map(Some)
}

#[cfg(test)]
#[path = "entry_tests.rs"]
mod tests;
