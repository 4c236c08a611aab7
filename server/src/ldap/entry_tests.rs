use proptest::prelude::*;

use super::*;

type Attribute = (Vec<u8>, Vec<Vec<u8>>);

fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len()).unwrap().to_be_bytes();
    [&[tag, 0x82][..], &length, content].concat()
}

fn write(name: &[u8], attributes: &[Attribute]) -> Vec<u8> {
    let attribute = |(name, values): &Attribute| {
        let values: Vec<u8> = values.iter().flat_map(|value| element(OCTETS, value)).collect();
        element(SEQUENCE, &[element(OCTETS, name), element(SET, &values)].concat())
    };
    let list: Vec<u8> = attributes.iter().flat_map(attribute).collect();
    [element(OCTETS, name), element(SEQUENCE, &list)].concat()
}

fn read(content: &[u8]) -> Result<Vec<Attribute>, Damage> {
    let mut attributes = Entry::read(content)?.attributes();
    let mut all = Vec::new();
    while let Some((name, mut values)) = attributes.next()? {
        let mut list = Vec::new();
        while let Some(value) = value(&mut values)? {
            list.push(value.to_vec());
        }
        all.push((name.to_vec(), list));
    }
    Ok(all)
}

fn bytes() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(any::<u8>(), 0..20)
}

#[test]
fn an_attribute_is_found_whatever_its_letter_case() {
    let content =
        write(b"cn=a", &[(b"cn".to_vec(), vec![b"a".to_vec()]), (b"EntryUUID".to_vec(), vec![b"id".to_vec()])]);
    let entry = Entry::read(&content).unwrap();
    assert_eq!(value(&mut entry.attribute("entryuuid").unwrap().unwrap()), Ok(Some(&b"id"[..])));
    assert!(entry.attribute("entryUU").unwrap().is_none());
}

#[test]
fn the_hash_is_over_name_and_attributes() {
    let hash = |name: &[u8], value: &[u8]| {
        let content = write(name, &[(b"cn".to_vec(), vec![value.to_vec()])]);
        Entry::read(&content).unwrap().hash()
    };
    assert_eq!(hash(b"cn=a", b"a"), hash(b"cn=a", b"a"));
    assert_ne!(hash(b"cn=a", b"a"), hash(b"cn=b", b"a"));
    assert_ne!(hash(b"cn=a", b"a"), hash(b"cn=a", b"b"));
}

proptest! {
    #[test]
    fn what_was_written_comes_back(
        name in bytes(),
        attributes in prop::collection::vec((bytes(), prop::collection::vec(bytes(), 0..5)), 0..8),
    ) {
        let content = write(&name, &attributes);
        prop_assert_eq!(Entry::read(&content).unwrap().name, &name);
        prop_assert_eq!(read(&content), Ok(attributes));
    }

    #[test]
    fn a_flipped_byte_never_panics(
        attributes in prop::collection::vec((bytes(), prop::collection::vec(bytes(), 0..3)), 1..4),
        place in any::<prop::sample::Index>(),
        byte in any::<u8>(),
    ) {
        let mut content = write(b"cn=a", &attributes);
        let place = place.index(content.len());
        content[place] = byte;
        read(&content).ok();
    }

    #[test]
    fn random_bytes_never_panic(content in prop::collection::vec(any::<u8>(), 0..200)) {
        read(&content).ok();
    }
}
