//! What a run asks of the directory: the mapped attributes and nothing else, and never anything but reading.

use amend_tests::amend::{Amend, Options};
use amend_tests::hostile_ldap::{HostileLdap, Operation, Script};
use amend_tests::sync::run_and_wait;

use crate::hostile_directory::source;

/// S4.15, and only what is mapped is asked for: a directory that fails on any write sees none.
#[test]
fn only_what_is_mapped_is_asked_for_and_nothing_is_written() {
    let server = HostileLdap::start(Script::people(20)).unwrap();
    let mapping = "page_size = 7\ndisabled_attribute = \"employeeType\"\n[source.mapping]\ntitle = \"title\"\nphone = \"telephoneNumber\"\n";
    let options = Options { sources: vec![source(&server, mapping)], ..Options::default() };
    let (amend, root) = Amend::start_with_administrator(options).unwrap();
    for _ in 0..2 {
        let run = run_and_wait(&root, "corp").unwrap();
        assert_eq!((&run["state"], &run["counts"]["seen"]), (&"complete".into(), &20.into()), "{run}");
    }
    amend.cli(&["check"], "").unwrap();

    let log = server.op_log();
    let mut searches = 0;
    for operation in &log {
        match operation {
            Operation::Bind { dn, accepted } => assert!(*accepted && dn == Script::ACCOUNT.0),
            Operation::Unbind => {}
            Operation::Search { base, attributes, .. } if base.is_empty() => assert!(!attributes.is_empty()),
            Operation::Search { attributes, .. } => {
                let mut asked = attributes.clone();
                asked.sort();
                let all = ["employeeType", "entryUUID", "telephoneNumber", "title", "uid"];
                // Counting asks for the id alone.
                assert!(asked == all || asked == ["entryUUID"], "{asked:?}");
                searches += 1;
            }
            Operation::Write(tag) | Operation::Other(tag) => panic!("operation 0x{tag:02x} was sent: {log:?}"),
        }
    }
    assert!(searches >= 6, "two runs of three pages: {log:?}");
}

/// S2.10: a mapping cannot override the deny list; the sentence names the key and why.
#[test]
fn passwords_cannot_be_mapped() {
    let server = HostileLdap::start(Script::people(1)).unwrap();
    for denied in ["userPassword", "USERPASSWORD;binary", "unicodePwd", "2.5.4.35"] {
        let mapping = format!("[source.mapping]\nabout = \"{denied}\"\n");
        let options = Options { sources: vec![source(&server, &mapping)], ..Options::default() };
        let mut amend = Amend::prepare_in_scratch(options).unwrap();
        let refused = amend.serve().unwrap_err().to_string();
        for part in ["source.corp.mapping.about", denied, "holds a password or a key", "never reads it"] {
            assert!(refused.contains(part), "{part} is not in {refused}");
        }
    }
    assert!(server.op_log().is_empty(), "the directory was not even asked");
}
