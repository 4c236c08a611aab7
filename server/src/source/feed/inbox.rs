//! Receives what feeds ask for: the id, the name and a few attributes of each entry, and nothing is kept but what the feed wants.

use super::super::{Progress, request::IdAttribute};
use crate::ldap::{Entry, Inbox, LdapError, value};

/// An entry as a feed sees it.
pub(in crate::source) struct Seen<'a> {
    /// The immutable id; `None` if it has none, as a container in another kind of directory.
    pub(in crate::source) id: Option<&'a [u8]>,
    pub(in crate::source) name: &'a str,
    /// The bytes of the message's controls.
    pub(super) controls: &'a [u8],
}

/// Gives each entry to `take`. An intermediate answer goes to `info`.
pub(super) struct FeedInbox<'a, T, I> {
    id: &'a IdAttribute,
    progress: &'a Progress,
    take: T,
    info: I,
    content: u128,
}

impl<'a, T, I> FeedInbox<'a, T, I> {
    pub(super) fn new(id: &'a IdAttribute, progress: &'a Progress, take: T, info: I) -> Self {
        Self { id, progress, take, info, content: 0 }
    }

    /// A fingerprint of what came since it was asked for last.
    pub(super) fn content(&mut self) -> u128 {
        std::mem::take(&mut self.content)
    }
}

impl<T, I> Inbox for FeedInbox<'_, T, I>
where
    T: FnMut(&Seen<'_>) -> Result<(), LdapError> + Send,
    I: FnMut(&[u8]) -> Result<(), LdapError> + Send,
{
    fn entry(&mut self, content: &[u8]) -> Result<(), LdapError> {
        self.entry_with(content, &[])
    }

    fn entry_with(&mut self, content: &[u8], controls: &[u8]) -> Result<(), LdapError> {
        let entry = Entry::read(content)?;
        self.content = self.content.rotate_left(1) ^ entry.hash();
        // A name that is no text is no place that Amend knows, but whoever has it is told of like others.
        let name = String::from_utf8_lossy(entry.name);
        let mut room = [0; 16];
        let held = match entry.attribute(self.id.name())? {
            Some(mut values) => value(&mut values)?,
            None => None,
        };
        let id = held.and_then(|held| self.id.id(held, &mut room).ok());
        (self.take)(&Seen { id, name: &name, controls })
    }

    fn intermediate(&mut self, content: &[u8]) -> Result<(), LdapError> {
        (self.info)(content)
    }

    fn reference(&mut self) {}

    fn received(&mut self, bytes: usize) {
        self.progress.add_bytes(bytes as u64);
    }

    fn is_cancelled(&self) -> bool {
        self.progress.is_cancelled()
    }
}

/// For feeds that are sent no intermediate answers.
pub(super) fn no_info(_content: &[u8]) -> Result<(), LdapError> {
    Ok(())
}
