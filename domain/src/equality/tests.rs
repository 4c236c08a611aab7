//! The equalities as tables and as laws (H2: composition and case are no difference in meaning).

use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization as _;

use super::*;
use crate::catalogue;

fn attribute(kind: Kind) -> Attribute {
    let mut attribute = catalogue::default_attributes().into_iter().next().unwrap();
    attribute.kind = kind;
    attribute
}

const KINDS: [Kind; 9] = [
    Kind::Text,
    Kind::Email,
    Kind::Phone,
    Kind::Url,
    Kind::Date,
    Kind::Choice,
    Kind::YesNo,
    Kind::Person,
    Kind::Country,
];

fn value(texts: &[&str]) -> Option<Value> {
    Value::many(texts.iter().map(|text| (*text).to_owned()))
}

/// P24: where a company says which country's numbers it writes without `+`, they are the same numbers.
#[cfg(feature = "phone-metadata")]
#[test]
fn a_default_country_reads_national_numbers() {
    let mut phone = attribute(Kind::Phone);
    let same = |phone: &Attribute, a, b| equivalent(phone, value(&[a]).as_ref(), value(&[b]).as_ref());
    assert!(!same(&phone, "22 12 34 56", "+47 22 12 34 56"));
    phone.rules.default_country = Some("NO".to_owned());
    assert!(same(&phone, "22 12 34 56", "+47 22 12 34 56"));
    assert!(same(&phone, "0047 22 12 34 56", "+47 22 12 34 56"));
    assert!(!same(&phone, "22 12 34 56", "+33 1 22 12 34 56"));
    assert!(same(&phone, "Ask  Kari", "ask kari"));
}

/// P16, P17, P23, P24, P26.
#[test]
fn the_same_meaning_in_other_spellings() {
    let table: [(Kind, &[&str], &[&str], bool); 13] = [
        (Kind::Text, &["John"], &["john "], true),
        (Kind::Text, &["Jürgen"], &["Ju\u{308}rgen"], true),
        (Kind::Text, &["Jürgen"], &["Jurgen"], false),
        (Kind::Text, &["Ｏslo"], &["oslo"], true),
        (Kind::Text, &["a\nb"], &["a b"], true),
        (Kind::Email, &["Kari@Example.org"], &["kari@example.ORG"], true),
        (Kind::Phone, &["+47 22 12 34 56"], &["+4722123456"], true),
        (Kind::Phone, &["+47 22 12 34 56"], &["+47 22 12 34 57"], false),
        (Kind::Person, &["CN=Kari, O=X"], &["cn=kari,o=x"], true),
        (Kind::Country, &["NO"], &["Norway"], true),
        (Kind::Date, &["1990-01-31"], &["19900131000000Z"], true),
        (Kind::Text, &["a", "b"], &["B", "a"], true),
        (Kind::Text, &["a", "b"], &["a"], false),
    ];
    for (kind, a, b, same) in table {
        assert_eq!(equivalent(&attribute(kind), value(a).as_ref(), value(b).as_ref()), same, "{kind:?} {a:?} {b:?}");
    }
    assert!(identical(value(&["a", "b"]).as_ref(), value(&["b", "a "]).as_ref()));
    assert!(!identical(value(&["oslo"]).as_ref(), value(&["Oslo"]).as_ref()));
    assert!(!identical(value(&["oslo"]).as_ref(), None));
}

fn texts() -> impl Strategy<Value = Vec<String>> {
    let text = prop_oneof![
        "[aAåÅÅeéE\u{301}ßſKK ]{0,5}",
        "[+0-9 ()x.-]{0,14}",
        "(cn|CN|o)=[a-c ,+=\\\\]{0,6}",
        "(http|HTTPS)://[a-cA-C]{1,3}/?[aA]?",
        ".{0,6}"
    ];
    proptest::collection::vec(text, 0..4)
}

proptest! {
    #[test]
    fn both_are_equivalence_relations(a in texts(), b in texts(), c in texts(), kind in 0..KINDS.len()) {
        let attribute = attribute(KINDS[kind]);
        let (a, b, c) = (Value::many(a), Value::many(b), Value::many(c));
        let (a, b, c) = (a.as_ref(), b.as_ref(), c.as_ref());
        let same = |x, y| equivalent(&attribute, x, y);
        prop_assert!(same(a, a) && identical(a, a));
        prop_assert_eq!(same(a, b), same(b, a));
        prop_assert_eq!(identical(a, b), identical(b, a));
        prop_assert!(!(same(a, b) && same(b, c)) || same(a, c));
        prop_assert!(!(identical(a, b) && identical(b, c)) || identical(a, c));
        prop_assert!(!identical(a, b) || same(a, b), "spelled alike but not the same in meaning");
    }

    /// Composition, order, blanks at the ends and (where names are meant) case make no phantom difference.
    #[test]
    fn spelling_makes_no_phantom_conflict(texts in texts(), kind in 0..KINDS.len()) {
        let attribute = attribute(KINDS[kind]);
        let value = Value::many(texts.clone());
        let respelled = Value::many(texts.iter().rev().map(|text| format!(" {} ", text.nfd().collect::<String>())));
        prop_assert!(equivalent(&attribute, value.as_ref(), respelled.as_ref()), "{:?} {:?}", value, respelled);
        prop_assert!(identical(value.as_ref(), respelled.as_ref()));
        if matches!(attribute.kind, Kind::Text | Kind::Email) {
            let louder = Value::many(texts.iter().map(|text| text.to_ascii_uppercase()));
            prop_assert!(equivalent(&attribute, value.as_ref(), louder.as_ref()));
        }
    }
}
