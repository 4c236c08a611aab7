//! Readers against a server that misbehaves on purpose: QUALITY B1, SEC16, REQUIREMENTS S4.15.

mod decoding;
mod deltas;
mod endings;
mod hostile;
mod probing;

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use amend_tests::hostile_ldap::{HostileLdap, Script};
use secrecy::SecretString;

use super::*;
use crate::ldap::{Account, Address, LdapSettings, Limits, Tls, Trust};

/// Keeps everything, takes everything.
#[derive(Debug, Default)]
struct Keep {
    met: Vec<(Vec<u8>, u128)>,
    taken: Vec<RawEntry>,
    chunks: Vec<usize>,
    skip: bool,
    stop_after: Option<usize>,
    known: BTreeSet<Vec<u8>>,
    /// What a delta was told to look up.
    wanted: Vec<Vec<u8>>,
}

impl Sink for Keep {
    fn expect(&mut self, expected: Expected) -> Result<LookUps, Stop> {
        let mut ids = expected.touched;
        if let Some(present) = expected.present {
            let present: BTreeSet<Vec<u8>> = present.iter().map(|id| id.bytes().to_vec()).collect();
            ids.extend(self.known.symmetric_difference(&present).cloned());
        }
        self.wanted = ids.into_iter().collect();
        Ok(LookUps { first: Vec::new(), then: self.wanted.clone() })
    }

    fn meet(&mut self, id: &[u8], _dn: &str, hash: u128) -> Meeting {
        self.met.push((id.to_vec(), hash));
        if self.skip { Meeting::Skip } else { Meeting::Take }
    }

    fn take(&mut self, entries: Vec<RawEntry>) -> Result<(), Stop> {
        self.chunks.push(entries.len());
        self.taken.extend(entries);
        if self.stop_after.is_some_and(|limit| self.taken.len() >= limit) { Err(Stop) } else { Ok(()) }
    }
}

fn settings(port: u16) -> LdapSettings {
    let (name, password) = Script::ACCOUNT;
    let limits = Limits {
        connect_timeout: Duration::from_secs(2),
        operation_timeout: Duration::from_millis(400),
        first_page_timeout: Duration::from_millis(600),
        page_size: 10,
        ..Limits::default()
    };
    let address = Address::parse(&format!("ldap://127.0.0.1:{port}"), Tls::Plain, true).unwrap();
    LdapSettings::new(address, &Trust::System, Account::new(name, SecretString::from(password)).unwrap(), limits)
        .unwrap()
}

fn request() -> ReadRequest {
    let id = IdAttribute::new("entryUUID").unwrap();
    ReadRequest::new("dc=example,dc=test", "(objectClass=inetOrgPerson)", &["uid", "cn", "mail", "jpegPhoto"], id)
        .unwrap()
}

fn read(settings: &LdapSettings, sink: &mut Keep) -> RunEnd {
    read_full(settings, &request(), crate::config::Incremental::Off, sink, &Progress::default())
}

/// Reads everything that a server with this script sends.
fn read_script(script: Script) -> (RunEnd, Keep) {
    let server = HostileLdap::start(script).unwrap();
    let mut keep = Keep::default();
    let end = read(&settings(server.port()), &mut keep);
    (end, keep)
}

/// The sentence of a partial run.
#[track_caller]
fn partial(end: &RunEnd) -> String {
    match &end.outcome {
        Outcome::Partial { reason } => reason.to_string(),
        other => panic!("not partial but {other:?}"),
    }
}

/// The sentence of a failed run.
#[track_caller]
fn failed(end: &RunEnd) -> String {
    match &end.outcome {
        Outcome::Failed { reason } => reason.to_string(),
        other => panic!("not failed but {other:?}"),
    }
}

#[track_caller]
fn complete(end: &RunEnd) {
    assert!(matches!(end.outcome, Outcome::Complete), "not complete but {:?}", end.outcome);
}
