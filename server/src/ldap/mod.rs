//! Speaks LDAP with servers that may be slow, broken or hostile: own TLS rules, a guard over every message, own
//! byte-exact decoding of entries. Knows nothing of people or runs; `source` and sign-in stand on it.

mod ber;
mod check_bind;
mod connect;
mod connection;
mod entry;
mod error;
mod filter;
mod gather;
mod guard;
mod settings;
mod tls;
mod trust;
mod wire;
mod writer;

pub(crate) use ber::{Damage, Elements, small_number};
pub(crate) use check_bind::{Outcome, check_bind};
pub(crate) use connection::{Answer, Connection, Search, check_filter};
pub(crate) use entry::{Entry, value};
pub(crate) use error::{LdapError, clean, code_name};
pub(crate) use filter::Filter;
pub(crate) use gather::{Attributes, Gather, texts};
pub(crate) use ldap3::{Scope, controls::RawControl};
pub(crate) use settings::{Account, Address, LdapSettings, Limits, SettingsProblem, Tls};
pub(crate) use tls::{TlsFailure, TlsProblem};
pub(crate) use trust::{Fingerprint, Trust};
pub(crate) use wire::{Inbox, Patience};
pub(crate) use writer::{Modification, Verb, Writer};

#[cfg(test)]
mod tls_tests;
