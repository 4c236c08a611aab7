//! The test of a connection before it is relied upon.

use amend_tests::hostile_ldap::{Entry, Fault};

use super::*;
use crate::source::probe::Count;
use domain::mapping::ServerKind;

#[tokio::test]
async fn a_probe_shows_what_a_run_would_read() {
    let mut entries: Vec<Entry> = (0..33).map(Entry::person).collect();
    entries[30] = Entry::person(30).without("entryUUID");
    let server = HostileLdap::start(Script::new(entries)).unwrap();
    let facts = probe(&settings(server.port()), &request()).await.unwrap();
    assert_eq!((facts.kind, facts.kind.usual_id()), (ServerKind::Other, "entryUUID"));
    assert_eq!(facts.naming_contexts, ["dc=example,dc=test"]);
    assert_eq!(facts.controls, ["1.2.840.113556.1.4.319"]);
    assert_eq!(facts.sample.len(), 5);
    assert_eq!(facts.sample[4].dn, "uid=u000004,ou=people,dc=example,dc=test");
    assert_eq!(facts.count, Count::Exactly(33));
    assert_eq!(facts.undecodable.len(), 1);
}

#[tokio::test]
async fn counting_ends_somewhere() {
    let server = HostileLdap::start(Script::people(50).with(Fault::EmptyPagesForEver)).unwrap();
    let facts = probe(&settings(server.port()), &request()).await.unwrap();
    assert_eq!((facts.sample.len(), facts.count), (0, Count::AtLeast(0)));
}

#[tokio::test]
async fn a_wrong_base_is_explained() {
    let refusal = Fault::Result { page: 1, code: 32 };
    let server = HostileLdap::start(Script::people(5).with(refusal)).unwrap();
    let error = probe(&settings(server.port()), &request()).await.unwrap_err();
    assert!(error.to_string().contains("the base does not exist"), "{error}");
}
