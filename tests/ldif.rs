//! Reading LDIF (RFC 2849) as `ldapsearch` prints it.

use base64::Engine as _;
use std::collections::BTreeMap;

/// One entry of a search.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Entry {
    /// The distinguished name.
    pub dn: String,
    /// Values by attribute name; bytes that are no UTF-8 are replaced.
    pub values: BTreeMap<String, Vec<String>>,
}

impl Entry {
    /// The first value of an attribute.
    pub fn first(&self, attribute: &str) -> Option<&str> {
        self.values.get(attribute)?.first().map(String::as_str)
    }
}

/// Reads unwrapped LDIF, as `ldapsearch -LLL -o ldif-wrap=no` prints it.
pub fn entries(ldif: &str) -> Vec<Entry> {
    let mut found = Vec::new();
    for block in ldif.split("\n\n") {
        let mut entry = Entry::default();
        for (name, value) in block.lines().filter_map(name_and_value) {
            let value = String::from_utf8_lossy(&value).into_owned();
            if name == "dn" {
                entry.dn = value;
            } else {
                entry.values.entry(name.to_owned()).or_default().push(value);
            }
        }
        if !entry.dn.is_empty() {
            found.push(entry);
        }
    }
    found
}

/// An attribute and its value, byte by byte.
pub(crate) fn name_and_value(line: &str) -> Option<(&str, Vec<u8>)> {
    // What follows a search's entries, such as the places of other servers, is a comment.
    let (name, value) = line.split_once(':').filter(|(name, _)| !name.starts_with('#'))?;
    Some(match value.strip_prefix(':') {
        Some(encoded) => (name, base64::engine::general_purpose::STANDARD.decode(encoded.trim()).unwrap_or_default()),
        None => (name, value.trim_start().as_bytes().to_vec()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ldif_of_a_search_is_read() {
        let text = "dn: uid=a,dc=x\ncn:: WmXDqw==\nmail: a@x\nmail: b@x\n\ndn: uid=b,dc=x\ncn: B\n\n# refldap://x/y\n";
        let read = entries(text);
        assert_eq!(read.len(), 2);
        assert_eq!(read[0].first("mail"), Some("a@x"));
        assert_eq!(read[0].values["mail"].len(), 2);
        assert_eq!(read[0].first("cn"), Some("Zeë"));
    }
}
