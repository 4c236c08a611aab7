use proptest::prelude::*;

use super::*;

fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len()).unwrap().to_be_bytes();
    [&[tag, 0x84][..], &length, content].concat()
}

fn message(id: &[u8], parts: &[Vec<u8>]) -> Vec<u8> {
    element(0x30, &[element(0x02, id), parts.concat()].concat())
}

fn result_of(tag: u8, code: u8, matched: &[u8], text: &[u8], more: &[u8]) -> Vec<u8> {
    element(tag, &[element(0x0a, &[code]), element(0x04, matched), element(0x04, text), more.to_vec()].concat())
}

fn control(kind: &[u8], value: &[u8]) -> Vec<u8> {
    element(0xa0, &element(0x30, &[element(0x04, kind), element(0x04, value)].concat()))
}

const SEARCHING: Request = Request { id: 2, operation: operation::SEARCH };
const BINDING: Request = Request { id: 2, operation: operation::BIND };

#[test]
fn well_formed_answers_pass() {
    let paging = element(0x30, &[element(0x02, &[0]), element(0x04, b"cookie")].concat());
    let done = result_of(0x65, 0, b"", b"", &[]);
    assert_eq!(inspect(&message(&[2], std::slice::from_ref(&done)), SEARCHING), Ok(Incoming::Answer));
    assert_eq!(inspect(&message(&[2], &[done, control(PAGED_RESULTS, &paging)]), SEARCHING), Ok(Incoming::Answer));
    let referral = element(0xa3, &element(0x04, b"ldap://elsewhere"));
    assert_eq!(inspect(&message(&[2], &[result_of(0x65, 10, b"", b"", &referral)]), SEARCHING), Ok(Incoming::Answer));
    let credentials = element(0x87, b"\xff");
    assert_eq!(inspect(&message(&[2], &[result_of(0x61, 0, b"", b"", &credentials)]), BINDING), Ok(Incoming::Answer));
    assert_eq!(
        inspect(&message(&[2], &[element(0x64, b"x")]), SEARCHING),
        Ok(Incoming::Entry { content: b"x", controls: b"" })
    );
    assert_eq!(inspect(&message(&[2], &[element(0x73, b"x")]), SEARCHING), Ok(Incoming::Reference));
}

/// Each of these makes the library panic, recurse without end or answer the wrong question.
#[test]
fn what_the_library_cannot_digest_is_stopped() {
    let done = || result_of(0x65, 0, b"", b"", &[]);
    let bad = [
        element(0x30, b""),
        message(&[2], &[]),
        message(&[], &[done()]),
        message(&[0, 0, 0, 0, 2], &[done()]),
        message(&[2], &[element(0x65, b"")]),
        message(&[2], &[element(0x65, &element(0x0a, &[]))]),
        message(&[2], &[result_of(0x65, 0, b"", b"", &element(0xa3, &element(0x04, b"\xff")))]),
        message(&[2], &[result_of(0x65, 0, b"", b"", &element(0xa3, &element(0x30, b"")))]),
        message(&[2], &[result_of(0x65, 0, b"", b"", &element(0x83, b""))]),
        message(&[2], &[result_of(0x65, 0, b"", b"", &element(0x8a, b"\xff"))]),
        message(&[2], &[done(), element(0x80, b"")]),
        message(&[2], &[done(), element(0xa0, &element(0x04, b""))]),
        message(&[2], &[done(), element(0xa0, &element(0x30, b""))]),
        message(&[2], &[done(), control(b"\xff", b"")]),
        message(&[2], &[done(), control(PAGED_RESULTS, b"")]),
        message(&[2], &[done(), control(PAGED_RESULTS, b"\x30\x00")]),
        message(&[2], &[done(), control(PAGED_RESULTS, b"\x30\x05\x02\x01\x00\x30\x00")]),
        message(&[2], &[done(), element(0xa0, b""), element(0x04, b"")]),
        message(&[3], &[done()]),
        message(&[2], &[result_of(0x61, 0, b"", b"", &[])]),
        message(&[2], &[result_of(0x78, 0, b"", b"", &[])]),
        message(&[0], &[done()]),
    ];
    for bytes in bad {
        assert!(inspect(&bytes, SEARCHING).is_err(), "{bytes:x?}");
    }
}

#[test]
fn announced_lengths_are_judged_before_anything_is_read() {
    assert_eq!(message_length(&[], 100), Ok(None));
    assert_eq!(message_length(&[0x30, 0x84, 0x00], 100), Ok(None));
    assert_eq!(message_length(&[0x30, 0x64], 100), Ok(Some(102)));
    assert_eq!(message_length(&[0x30, 0x65], 100), Err(Damage::TooLong { announced: 101, limit: 100 }));
    let bomb = [0x30, 0x84, 0x80, 0, 0, 0];
    assert_eq!(message_length(&bomb, 32 << 20), Err(Damage::TooLong { announced: 1 << 31, limit: 32 << 20 }));
    assert_eq!(message_length(b"\x15\x03\x01", 100), Err(Damage::NotLdap(0x15)));
    assert!(Damage::NotLdap(0x15).to_string().contains("LDAPS port"));
    assert_eq!(message_length(b"HTTP/1.1 400", 100), Err(Damage::NotLdap(b'H')));
}

#[test]
fn text_in_an_old_code_page_is_mended_without_moving_a_byte() {
    let mut bytes = message(&[2], &[result_of(0x65, 53, b"ou=M\xfcller", b"ung\xfcltig", &[])]);
    mend_text(&mut bytes);
    assert_eq!(bytes, message(&[2], &[result_of(0x65, 53, b"ou=M?ller", b"ung?ltig", &[])]));
    let mut fine = message(&[2], &[result_of(0x65, 0, "Müller".as_bytes(), b"", &[])]);
    let before = fine.clone();
    mend_text(&mut fine);
    assert_eq!(fine, before);
}

/// S4.15: not even a caller that holds the library's handle can write.
#[test]
fn only_reading_requests_go_out() {
    for operation in [operation::BIND, operation::SEARCH, operation::UNBIND, operation::ABANDON] {
        let request = message(&[7], &[element(operation, b"")]);
        assert_eq!(outgoing(&request, May::Read), Ok(Request { id: 7, operation }));
    }
    for operation in [0x66, 0x68, 0x4a, 0x6c, 0x6e, operation::EXTENDED] {
        assert_eq!(outgoing(&message(&[7], &[element(operation, b"")]), May::Read), Err(operation));
    }
    assert_eq!(outgoing(b"\x30\x00", May::Read), Err(0));
}

/// S1.14: what writes modifies entries; it neither makes nor removes nor renames any, nor changes a password.
#[test]
fn a_writer_only_modifies() {
    let modify = message(&[7], &[element(operation::MODIFY, b"")]);
    assert_eq!(outgoing(&modify, May::Modify), Ok(Request { id: 7, operation: operation::MODIFY }));
    for operation in [0x68, 0x4a, 0x6c, 0x6e, operation::EXTENDED] {
        assert_eq!(outgoing(&message(&[7], &[element(operation, b"")]), May::Modify), Err(operation));
    }
}

fn part() -> impl Strategy<Value = Vec<u8>> {
    let leaf = (
        prop::sample::select(vec![0x01_u8, 0x02, 0x04, 0x0a, 0x80, 0x87, 0x8a]),
        prop_oneof![Just(b"1.2.840.113556.1.4.319".to_vec()), prop::collection::vec(any::<u8>(), 0..6)],
    )
        .prop_map(|(tag, content)| element(tag, &content));
    leaf.prop_recursive(5, 40, 5, |inner| {
        let tags = vec![0x30_u8, 0x31, 0x61, 0x64, 0x65, 0x73, 0x78, 0xa0, 0xa3];
        (prop::sample::select(tags), prop::collection::vec(inner, 0..5))
            .prop_map(|(tag, parts)| element(tag, &parts.concat()))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn random_bytes_never_panic(mut bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        inspect(&bytes, SEARCHING).ok();
        inspect(&bytes, BINDING).ok();
        message_length(&bytes, 100).ok();
        outgoing(&bytes, May::Modify).ok();
        mend_text(&mut bytes);
    }

    #[test]
    fn random_messages_never_panic(parts in prop::collection::vec(part(), 0..4), id in prop::collection::vec(0..3_u8, 0..2)) {
        let mut bytes = message(&id, &parts);
        inspect(&bytes, SEARCHING).ok();
        inspect(&bytes, BINDING).ok();
        mend_text(&mut bytes);
    }
}

/// The library's end of a search that is answered with `answer`; false if the library panicked.
async fn library_survives(answer: &[u8]) -> bool {
    use ldap3::controls::{ControlType, PagedResults};
    use ldap3::{LdapConnAsync, LdapConnSettings, Scope, StdStream};
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    let (mut ours, theirs) = tokio::net::UnixStream::pair().unwrap();
    let stream = StdStream::Unix(theirs.into_std().unwrap());
    let settings = LdapConnSettings::new().set_std_stream(stream);
    let (connection, mut library) = LdapConnAsync::with_settings(settings, "ldapi:///").await.unwrap();
    let driver = tokio::spawn(connection.drive());
    let search = tokio::spawn(async move {
        let mut stream = library.streaming_search("", Scope::Base, "(a=b)", ["cn"]).await?;
        stream.next().await?;
        for control in stream.finish().await.ctrls {
            if matches!(control.0, Some(ControlType::PagedResults)) {
                control.1.parse::<PagedResults>();
            }
        }
        Ok::<(), ldap3::LdapError>(())
    });
    let mut request = [0; 512];
    assert!(ours.read(&mut request).await.unwrap() > 0);
    ours.write_all(answer).await.unwrap();
    drop(ours);
    search.await.is_ok() && driver.await.is_ok()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    /// SEC16, the guard's whole purpose: whatever it lets through, the library digests without a panic.
    #[test]
    fn what_passes_the_guard_does_not_harm_the_library(
        code in 0..60_u8,
        text in prop::collection::vec(any::<u8>(), 0..6),
        more in prop_oneof![
            Just(Vec::new()),
            Just(element(0xa3, &element(0x04, b"ldap://a"))),
            prop::collection::vec(any::<u8>(), 0..4),
        ],
        control_parts in prop_oneof![Just(None), part().prop_map(Some), Just(Some(control(PAGED_RESULTS, b"\x30\x06\x02\x01\x00\x04\x01c")))],
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..3),
    ) {
        let mut parts = vec![result_of(0x65, code, b"", &text, &more)];
        parts.extend(control_parts);
        let mut bytes = message(&[1], &parts);
        for (place, byte) in changes {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        let request = Request { id: 1, operation: operation::SEARCH };
        let Ok(Some(length)) = message_length(&bytes, 1 << 20) else { return Ok(()) };
        if length == bytes.len() && inspect(&bytes, request) == Ok(Incoming::Answer) {
            mend_text(&mut bytes);
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            prop_assert!(runtime.block_on(library_survives(&bytes)), "{:x?}", bytes);
        }
    }
}
