//! Cleaning and reading, as tables and as laws.

use proptest::prelude::*;

use super::*;
use crate::attribute::{Approval, Authority, Blank, Family, Policy, Rules};
use crate::choice::Choice;
use crate::name::AttributeKey;

const KINDS: [Kind; 11] = [
    Kind::Text,
    Kind::Email,
    Kind::Phone,
    Kind::Url,
    Kind::Date,
    Kind::Choice,
    Kind::YesNo,
    Kind::Person,
    Kind::Country,
    Kind::Photo,
    Kind::Number,
];

fn attribute(kind: Kind, many: bool) -> Attribute {
    Attribute {
        key: AttributeKey::parse("sample").unwrap(),
        labels: [("en".to_owned(), "Sample".to_owned())].into(),
        help: std::collections::BTreeMap::new(),
        kind,
        many,
        family: Family::Directory,
        section: "work".to_owned(),
        position: 1,
        rules: Rules { choices: ["Oslo", "Paris"].map(Choice::from).into(), ..Rules::default() },
        policy: Policy {
            authority: Authority::Shared,
            locked: false,
            visible: true,
            approval: Approval::Admins,
            blank: Blank::Clears,
            emptied: Blank::Clears,
        },
        together: None,
        levels: Vec::new(),
    }
}

fn cleaned(kind: Kind, typed: &str) -> Option<String> {
    clean(&attribute(kind, false), &Value::one(typed)?).map(|value| value.first().to_owned())
}

#[test]
fn what_people_type_is_stored_in_one_form() {
    let table = [
        (Kind::Text, "  Zoe\u{308} ", "Zoë"),
        (Kind::Text, "a\u{202E}b\u{0}", "ab"),
        (Kind::Choice, "oslo", "Oslo"),
        (Kind::Choice, "Bergen", "Bergen"),
        (Kind::Country, "norge? no", "norge? no"),
        (Kind::Country, "norway", "NO"),
        (Kind::YesNo, "yes", "TRUE"),
        (Kind::YesNo, "non", "FALSE"),
        (Kind::Date, "31.1.1990", "1990-01-31"),
        (Kind::Number, " +07.50", "7.5"),
        (Kind::Number, "1,5", "1,5"),
        (Kind::Email, " Kari@Example.org ", "Kari@Example.org"),
        (Kind::Phone, " +47  22\t12 34 56", "+47 22 12 34 56"),
        (Kind::Photo, "sha256:AB", "sha256:ab"),
    ];
    for (kind, typed, stored) in table {
        assert_eq!(cleaned(kind, typed).as_deref(), Some(stored), "{kind:?} {typed:?}");
    }
}

/// P21, P41: nothing but characters that cannot be seen is nothing.
#[test]
fn what_leaves_nothing_clears() {
    assert_eq!(cleaned(Kind::Text, "\u{200B}\u{0}"), None);
    let many = Value::many(["\u{200B}".to_owned(), "Rust".to_owned(), "rust ".to_owned(), "SQL".to_owned()]).unwrap();
    let skills = clean(&attribute(Kind::Text, true), &many).unwrap();
    assert_eq!(skills.texts(), ["Rust", "SQL"]);
}

/// P20: absent and unreadable are told apart. P18: no value of several is cut off.
#[test]
fn bytes_are_read_without_guessing() {
    let read = |kind, raw: &[&[u8]]| {
        read(&attribute(kind, false), &raw.iter().map(|bytes| bytes.to_vec()).collect::<Vec<_>>())
    };
    assert_eq!(read(Kind::Text, &[]), Theirs::Empty);
    assert_eq!(read(Kind::Text, &[b"  ", b""]), Theirs::Empty);
    assert_eq!(read(Kind::Text, &[b"Oslo", b"\xff"]), Theirs::NotRead);
    assert_eq!(read(Kind::Text, &[b"a", b"b"]).value().map(|value| value.texts().len()), Some(2));
    assert_eq!(read(Kind::Text, &[b"a\r\nb"]), Value::one("a\nb").into());
    assert_eq!(read(Kind::Date, &[b"19900131000000Z"]), Value::one("1990-01-31").into());
    assert_eq!(read(Kind::Country, &[b"no"]), Value::one("NO").into());
    assert_eq!(read(Kind::Country, &[b"Atlantis"]), Value::one("Atlantis").into());
}

#[test]
fn codes_are_shown_as_words() {
    let value = Value::one("NO").unwrap();
    assert_eq!(shown(&attribute(Kind::Country, false), &value, "fr-CA").as_deref(), Some("Norvège"));
    assert_eq!(shown(&attribute(Kind::Country, false), &value, "nb").as_deref(), Some("Norway"));
    let manager = Value::one("uid=kari,ou=People,dc=example,dc=test").unwrap();
    assert_eq!(shown(&attribute(Kind::Person, false), &manager, "en").as_deref(), Some("kari"));
    assert_eq!(shown(&attribute(Kind::Text, false), &value, "en"), None);
}

proptest! {
    /// What is stored is stored alike when it is typed again, and an equal spelling comes back from the directory.
    #[test]
    fn cleaning_is_stable(texts in proptest::collection::vec(".{0,12}", 1..4), kind in 0..KINDS.len(), many: bool) {
        let attribute = attribute(KINDS[kind], many);
        let once = Value::many(texts).and_then(|typed| clean(&attribute, &typed));
        let twice = once.as_ref().and_then(|value| clean(&attribute, value));
        prop_assert_eq!(&once, &twice);
        if let Some(value) = once {
            let raw: Vec<Vec<u8>> = value.texts().iter().map(|text| text.clone().into_bytes()).collect();
            let back = read(&attribute, &raw);
            prop_assert!(equality::identical(back.value(), Some(&value)), "{:?} came back as {:?}", value, back);
        }
    }

    /// No bytes break the reader.
    #[test]
    fn any_bytes_can_be_read(raw in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..20), 0..4), kind in 0..KINDS.len()) {
        let _ = read(&attribute(KINDS[kind], true), &raw);
    }
}
