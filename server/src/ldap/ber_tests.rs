use proptest::prelude::*;

use super::*;

fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len()).unwrap().to_be_bytes();
    [&[tag, 0x84][..], &length, content].concat()
}

fn nested(levels: usize) -> Vec<u8> {
    (0..levels).fold(Vec::new(), |inner, _| element(0x30, &inner))
}

#[test]
fn headers_in_all_lengths() {
    let check = |bytes: &[u8], expected| assert_eq!(header(bytes), expected, "{bytes:x?}");
    check(&[], Ok(None));
    check(&[0x30], Ok(None));
    check(&[0x30, 0x05], Ok(Some(Header { tag: 0x30, size: 2, length: 5 })));
    check(&[0x30, 0x82, 0x01], Ok(None));
    check(&[0x30, 0x82, 0x01, 0x02], Ok(Some(Header { tag: 0x30, size: 4, length: 258 })));
    check(
        &[0x30, 0x88, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
        Ok(Some(Header { tag: 0x30, size: 10, length: u64::MAX })),
    );
    // Indefinite length, a length of nine bytes, a tag of several bytes.
    check(&[0x30, 0x80], Err(Damage::Encoding));
    check(&[0x30, 0x89], Err(Damage::Encoding));
    check(&[0x3f], Err(Damage::Encoding));
    check(&[0x1f, 0x01], Err(Damage::Encoding));
}

#[test]
fn numbers() {
    assert_eq!(small_number(&[0x7f, 0xff, 0xff, 0xff], "n"), Ok(i32::MAX));
    assert_eq!(small_number(&[0], "n"), Ok(0));
    for bad in [&[][..], &[0x80], &[0, 0, 0, 0, 1]] {
        assert_eq!(small_number(bad, "n"), Err(Damage::Part("n")));
    }
}

#[test]
fn depth_is_limited_without_recursion() {
    assert_eq!(check_nesting(&nested(MAX_DEPTH)), Ok(()));
    assert_eq!(check_nesting(&nested(MAX_DEPTH + 1)), Err(Damage::TooDeep));
}

#[test]
fn inner_lengths_must_fit() {
    assert_eq!(check_nesting(&[0x30, 0x03, 0x04, 0x02, 0x00]), Err(Damage::Overrun));
    assert_eq!(check_nesting(&[0x30, 0x02, 0x04, 0x88]), Err(Damage::Overrun));
    assert_eq!(check_nesting(&[0x04, 0x88, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]), Err(Damage::Overrun));
    assert_eq!(check_nesting(&[0x30, 0x04, 0x30, 0x00, 0x04, 0x00]), Ok(()));
}

proptest! {
    /// SEC16: no bytes at all make the walk panic or run on.
    #[test]
    fn random_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        check_nesting(&bytes).ok();
        let mut elements = Elements(&bytes);
        let mut steps = 0;
        while let Ok(Some(_)) = elements.next() {
            steps += 1;
        }
        prop_assert!(steps <= bytes.len());
    }

    #[test]
    fn elements_come_back_as_written(contents in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..200), 0..20)) {
        let bytes: Vec<u8> = contents.iter().flat_map(|content| element(0x04, content)).collect();
        prop_assert_eq!(check_nesting(&bytes), Ok(()));
        let mut elements = Elements(&bytes);
        for content in &contents {
            prop_assert_eq!(elements.next(), Ok(Some((0x04, content.as_slice()))));
        }
        prop_assert_eq!(elements.next(), Ok(None));
    }
}
