//! An entry or a group as the rules of a selection look at it.

use domain::selection::Candidate;

use super::{Attributes, RawEntry};

/// What rules see of it.
#[derive(Clone, Copy)]
pub(crate) struct Looked<'a> {
    pub(crate) dn: &'a str,
    pub(crate) attributes: &'a Attributes,
    pub(crate) is_member: bool,
    pub(crate) is_disabled: bool,
}

impl<'a> Looked<'a> {
    pub(crate) fn entry(entry: &'a RawEntry) -> Self {
        Self { dn: &entry.dn, attributes: &entry.attributes, is_member: false, is_disabled: false }
    }

    pub(super) fn group(dn: &'a str, attributes: &'a Attributes) -> Self {
        Self { dn, attributes, is_member: false, is_disabled: false }
    }
}

impl Candidate for Looked<'_> {
    fn dn(&self) -> &str {
        self.dn
    }

    fn texts(&self, attribute: &str) -> Vec<&str> {
        let found = self.attributes.iter().filter(|(name, _)| name.eq_ignore_ascii_case(attribute));
        found.flat_map(|(_, values)| values).filter_map(|bytes| std::str::from_utf8(bytes).ok()).collect()
    }

    fn is_disabled(&self) -> bool {
        self.is_disabled
    }

    fn is_member(&self) -> bool {
        self.is_member
    }
}
