//! A connection that may modify entries besides reading them; entries are neither made nor removed nor renamed through it. Only `target` opens
//! one, and whoever asks it to modify says under which condition.

use std::collections::HashSet;

use ldap3::{
    Mod,
    controls::{Assertion, RawControl},
};

use super::connection::{Answer, Connection, PageEnd, Search, check_filter, library_error};
use super::error::LdapError;
use super::filter::Filter;
use super::guard::May;
use super::settings::LdapSettings;
use super::wire::{Inbox, NoInbox, Patience};

/// What is done with values of an attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verb {
    /// They join.
    Add,
    /// They leave; that they are there is a condition.
    Delete,
    /// They take the place of all that are there; none clears.
    Replace,
}

/// One of the changes of a modification (RFC 4511 section 4.6).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Modification {
    pub(crate) verb: Verb,
    pub(crate) attribute: String,
    pub(crate) values: Vec<Vec<u8>>,
}

/// A connection that can read and modify.
pub(crate) struct Writer(Connection);

impl Writer {
    /// Connects and signs the configured account in.
    pub(crate) async fn open_as_account(settings: &LdapSettings) -> Result<Self, LdapError> {
        Connection::open_as_account_that(May::Modify, settings).await.map(Self)
    }

    /// Modifies one entry: all of it or, as the answer then says, nothing. With a condition (RFC 4528) only where it holds. An error leaves
    /// open whether the server has done it.
    pub(crate) async fn modify(
        &mut self,
        name: &str,
        modifications: &[Modification],
        condition: Option<&Filter>,
    ) -> Result<Answer, LdapError> {
        let Connection { library, wire, limits, .. } = &mut self.0;
        let patience = Patience { operation: "modification", limit: limits.operation_timeout };
        if let Some(condition) = condition {
            let text = condition.clone().into_text();
            // The library takes it for granted that a filter can be read.
            check_filter(&text).map_err(|_| LdapError::Filter)?;
            library.with_controls(RawControl { crit: true, ..Assertion::new(text) });
        }
        let mut inbox = NoInbox;
        let answer = tokio::select! {
            biased;
            answer = library.modify(name, modifications.iter().map(library_form).collect()) => answer.map_err(|error| library_error(&error)),
            error = wire.carry(patience, &mut inbox) => Err(error),
        };
        answer.map(|result| Answer::from(&result))
    }

    /// Reads without paging, for single entries.
    pub(crate) async fn search(&mut self, search: &Search, inbox: &mut dyn Inbox) -> Result<PageEnd, LdapError> {
        let patience = Patience { operation: "search", limit: self.0.limits.operation_timeout };
        self.0.search(search, patience, inbox).await
    }

    /// Ends the connection politely.
    pub(crate) async fn close(self) {
        self.0.close().await;
    }
}

fn library_form(one: &Modification) -> Mod<&[u8]> {
    let values: HashSet<&[u8]> = one.values.iter().map(Vec::as_slice).collect();
    let attribute = one.attribute.as_bytes();
    match one.verb {
        Verb::Add => Mod::Add(attribute, values),
        Verb::Delete => Mod::Delete(attribute, values),
        Verb::Replace => Mod::Replace(attribute, values),
    }
}
