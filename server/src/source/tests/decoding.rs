//! Values and ids that are odd: bytes stay bytes, and an entry that cannot be used makes the run partial.

use amend_tests::hostile_ldap::Entry;

use super::*;

fn five(odd: Entry) -> Script {
    let mut entries: Vec<Entry> = (0..5).map(Entry::person).collect();
    entries[2] = odd;
    Script::new(entries)
}

fn values<'a>(entry: &'a RawEntry, name: &str) -> &'a [Vec<u8>] {
    &entry.attributes.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).unwrap().1
}

#[test]
fn entry_uuid_becomes_sixteen_bytes() {
    let (end, keep) = read_script(Script::people(1));
    complete(&end);
    assert_eq!(keep.taken[0].id, [0, 0, 0, 0, 0, 0, 0x40, 0, 0x80, 0, 0, 0, 0, 0, 0, 0xff]);
    assert_eq!(keep.met[0], (keep.taken[0].id.clone(), keep.taken[0].hash));
    // The id is not an attribute unless it is mapped.
    assert!(keep.taken[0].attributes.iter().all(|(name, _)| name != "entryUUID"));
}

/// A GUID whose bytes happen to be text must not be treated differently from one whose bytes are not.
#[test]
fn object_guid_stays_as_it_is() {
    for guid in [b"0123456789abcdef", b"\xff\x00\xfe\x01\x80\x81\x82\x83\x84\x85\x86\x87\x88\x89\x8a\x8b"] {
        let server = HostileLdap::start(Script::new(vec![Entry::person(1).with("objectGUID", &[guid])])).unwrap();
        let id = IdAttribute::new("objectGUID").unwrap();
        let request = ReadRequest::new("dc=example,dc=test", "(a=b)", &["cn", "objectguid"], id).unwrap();
        let mut keep = Keep::default();
        complete(&read_full(
            &settings(server.port()),
            &request,
            crate::config::Incremental::Off,
            &mut keep,
            &Progress::default(),
        ));
        assert_eq!(keep.taken[0].id, guid);
        assert_eq!(values(&keep.taken[0], "objectguid"), [guid]);
    }
}

#[test]
fn values_are_bytes_in_the_server_s_order() {
    let odd = Entry::person(2).with("cn", &[b"z", b"", b"\xff\xfe", b"a", b"z"]);
    let (end, keep) = read_script(five(odd));
    complete(&end);
    assert_eq!(values(&keep.taken[2], "cn"), [&b"z"[..], b"", b"\xff\xfe", b"a", b"z"]);
}

#[test]
fn spellings_of_one_attribute_are_one_attribute() {
    let odd = Entry::person(2).without("mail").with("MAIL", &[b"one"]).with("Mail", &[b"two"]);
    let (end, keep) = read_script(five(odd));
    complete(&end);
    assert_eq!(values(&keep.taken[2], "mail"), [&b"one"[..], b"two"]);
    assert!(keep.taken[2].attributes.iter().any(|(name, _)| name == "MAIL"), "spelled as the server does");
}

#[test]
fn attributes_with_options_and_uninvited_ones_are_left_out() {
    let odd = Entry::person(2).with("cn;lang-fr", &[b"Autre"]);
    let (end, keep) = read_script(five(odd));
    complete(&end);
    let names: Vec<&str> = keep.taken[2].attributes.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["uid", "cn", "mail"]);
    assert_eq!(values(&keep.taken[2], "cn"), [b"Person 2"]);
}

#[test]
fn an_attribute_without_values_is_kept_as_such() {
    let (_, keep) = read_script(five(Entry::person(2).with("mail", &[])));
    assert!(values(&keep.taken[2], "mail").is_empty());
}

/// B1 `attr;range=`: the visible part must not pass for the whole.
#[test]
fn a_range_makes_the_entry_undecodable() {
    let odd = Entry::person(2).with("mail", &[]).with("mail;Range=0-1499", &[b"a@example.test"]);
    let (end, keep) = read_script(five(odd));
    assert!(partial(&end).contains("1 entries could not be used"));
    assert_eq!((end.seen, keep.taken.len()), (5, 4));
    assert!(end.undecodable[0].1.contains("mail has more values"));
}

#[test]
fn a_name_that_is_not_utf8() {
    let mut odd = Entry::person(2);
    odd.dn = b"uid=\xff\x1b[31m,dc=example,dc=test".to_vec();
    let (end, keep) = read_script(five(odd));
    partial(&end);
    assert_eq!((end.seen, keep.taken.len(), end.undecodable_count), (5, 4, 1));
    assert_eq!(end.undecodable[0].0, "uid=\u{fffd} [31m,dc=example,dc=test");
}

#[test]
fn ids_that_cannot_be_used() {
    let uuid: &[u8] = b"00000002-0000-4000-8000-0000000000ff";
    for (odd, why) in [
        (Entry::person(2).without("entryUUID"), "it has no id"),
        (Entry::person(2).with("entryUUID", &[]), "it has no id"),
        (Entry::person(2).with("entryUUID", &[b"00000002-0000-4000-8000"]), "its id is not a UUID"),
        (Entry::person(2).with("entryUUID", &[b"0000000200-000-4000-8000-0000000000ff"]), "its id is not a UUID"),
        (Entry::person(2).with("entryUUID", &[uuid, uuid]), "it has several ids"),
    ] {
        let (end, keep) = read_script(five(odd));
        partial(&end);
        assert_eq!((end.seen, keep.met.len(), keep.taken.len()), (5, 4, 4));
        assert_eq!(end.undecodable, [("uid=u000002,ou=people,dc=example,dc=test".into(), String::from(why))]);
    }
}

/// B1: without any id nothing is usable, and the names that are kept are few.
#[test]
fn no_ids_at_all() {
    let entries = (0..300).map(|number| Entry::person(number).without("entryUUID")).collect();
    let (end, keep) = read_script(Script::new(entries));
    partial(&end);
    assert_eq!((end.seen, end.undecodable_count, end.undecodable.len(), keep.met.len()), (300, 300, 100, 0));
}

/// Chunks are bounded in bytes too, or 500 photos would fill the memory.
#[test]
fn large_photos_come_through_unchanged_in_small_chunks() {
    let photo: Vec<u8> = (0..10 << 20).map(|place: u32| u8::try_from(place % 251).unwrap()).collect();
    let entries = (0..4).map(|number| Entry::person(number).with("jpegPhoto", &[&photo])).collect();
    let server = HostileLdap::start(Script::new(entries)).unwrap();
    let mut settings = settings(server.port());
    settings.limits.first_page_timeout = Duration::from_secs(20);
    let mut keep = Keep::default();
    complete(&read(&settings, &mut keep));
    assert_eq!(keep.chunks, [1, 1, 1, 1]);
    assert!(values(&keep.taken[3], "jpegPhoto")[0] == photo);

    settings.limits.message_bytes = 1 << 20;
    let end = read(&settings, &mut Keep::default());
    assert!(failed(&end).contains("more than the limit of 1048576"));
}

#[test]
fn requests_that_ask_for_everything_are_refused() {
    let id = || IdAttribute::new("entryUUID").unwrap();
    for name in ["*", "+", "1.1", "", "cn mail", "cn)", "@person"] {
        let problem = ReadRequest::new("dc=x", "(a=b)", &["cn", name], id()).unwrap_err();
        assert_eq!(problem.field, "mapped attribute");
    }
    assert!(IdAttribute::new("*").is_err());
    let deep = "(!".repeat(100_000) + "(a=b)" + &")".repeat(100_000);
    for filter in ["", "objectClass=person)", "(cn=", &deep] {
        assert_eq!(ReadRequest::new("dc=x", filter, &["cn"], id()).unwrap_err().field, "filter");
    }
    assert!(
        ReadRequest::new("dc=x", r"(&(objectClass=person)(!(cn=\2a\ff)))", &["CN", "cn", "cn;lang-fr"], id()).is_ok()
    );
}
