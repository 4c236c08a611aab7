use domain::{
    catalogue::default_attributes,
    delta::Cell,
    id::{ChangeId, ItemId, MappingId},
    kind::country::parts::Part,
    value::{Theirs, Value},
};

use super::*;
use crate::target::Column;

fn wish(key: &str, name: &str, old: Theirs, new: Option<Value>) -> Wish {
    let attribute = default_attributes().into_iter().find(|one| one.key.as_str() == key).unwrap();
    let column = |heading: &str, part| Column {
        mapping: MappingId(1),
        heading: heading.to_owned(),
        many: attribute.many,
        bytes: key == "photo",
        part,
    };
    let columns = match name {
        "c" => Part::ALL.map(|part| column(part.attribute(), Some(part))).to_vec(),
        name => vec![column(name, None)],
    };
    let cell = Cell { item: ItemId(1), change: Some(ChangeId(1)), old, new };
    Wish::of(attribute, &columns, &cell)
}

fn one(text: &str) -> Value {
    Value::one(text).unwrap()
}

fn many(texts: &[&str]) -> Value {
    Value::many(texts.iter().map(|text| (*text).to_owned())).unwrap()
}

/// As LDIF says it, in one line.
fn told(all: &[Modification]) -> String {
    let each = all.iter().map(|one| {
        let verb = match one.verb {
            Verb::Add => "add",
            Verb::Delete => "delete",
            Verb::Replace => "replace",
        };
        let values: Vec<String> = one.values.iter().map(|value| String::from_utf8_lossy(value).into_owned()).collect();
        format!("{verb} {} {}", one.attribute, values.join("|"))
    });
    each.collect::<Vec<_>>().join("; ")
}

fn entry(values: &[(&str, &[&str])]) -> Attributes {
    let bytes = |texts: &[&str]| texts.iter().map(|text| text.as_bytes().to_vec()).collect();
    values.iter().map(|(name, texts)| ((*name).to_owned(), bytes(texts))).collect()
}

/// P4, S1.14: the old value goes with the new one's coming, so that the directory refuses both where it holds another.
#[test]
fn what_is_known_is_the_guard() {
    let rows: [(&str, &str, Theirs, Option<Value>, &str); 9] = [
        ("city", "l", one("Oslo").into_theirs(), Some(one("Bergen")), "delete l Oslo; add l Bergen"),
        ("city", "l", one("oslo").into_theirs(), Some(one("Oslo")), "delete l oslo; add l Oslo"),
        ("city", "l", one("Oslo").into_theirs(), None, "delete l Oslo"),
        ("city", "l", many(&["Oslo", "Christiania"]).into_theirs(), Some(one("Oslo")), "delete l Christiania"),
        ("city", "l", Theirs::Empty, Some(one("Bergen")), "add l Bergen"),
        ("city", "l", Theirs::Empty, None, ""),
        ("city", "l", Theirs::NotRead, Some(one("Bergen")), "replace l Bergen"),
        ("city", "l", Theirs::NotRead, None, "replace l "),
        (
            "skills",
            "otherTelephone",
            many(&["1", "2"]).into_theirs(),
            Some(many(&["2", "3"])),
            "delete otherTelephone 1; add otherTelephone 3",
        ),
    ];
    for (key, name, old, new, expected) in rows {
        let wish = wish(key, name, old, new);
        assert_eq!(told(&unseen(&[&wish])), expected);
    }
}

/// S1.14: it is this entry, and what shall be empty is.
#[test]
fn the_condition_names_the_entry_and_what_shall_be_empty() {
    let (city, title) = (
        wish("city", "l", Theirs::Empty, Some(one("Bergen"))),
        wish("title", "title", one("Lead").into_theirs(), Some(one("Head"))),
    );
    let id = Filter::equals("entryUUID", b"7");
    assert_eq!(condition(id, &[&city, &title]).into_text(), "(&(entryUUID=7)(!(l=*)))");
}

/// T13, P38: where the entry is looked at, what is there is not written again, and what somebody else has written is left alone.
#[test]
fn what_is_seen_decides() {
    let city = |old: Theirs, new: &str| wish("city", "l", old, Some(one(new)));
    let rows: [(Wish, &[&str], &str); 8] = [
        (city(one("Oslo").into_theirs(), "Bergen"), &["Bergen"], "there"),
        (city(one("Oslo").into_theirs(), "Bergen"), &["Oslo"], "delete l Oslo; add l Bergen"),
        (city(one("Oslo").into_theirs(), "Bergen"), &["Voss"], "else"),
        (city(one("Oslo").into_theirs(), "Bergen"), &[], "else"),
        // Blanks and composition are no difference, but what goes is named as it stands there.
        (city(one("Oslo").into_theirs(), "Bergen"), &[" Oslo"], "delete l  Oslo; add l Bergen"),
        (city(one("oslo").into_theirs(), "Oslo"), &["oslo"], "delete l oslo; add l Oslo"),
        (city(Theirs::Empty, "Bergen"), &[], "add l Bergen"),
        (city(Theirs::NotRead, "Bergen"), &["Voss"], "delete l Voss; add l Bergen"),
    ];
    for (wish, held, expected) in rows {
        let found = match seen(&wish, &entry(&[("L", held)]), true) {
            Seen::There => "there".to_owned(),
            Seen::Else => "else".to_owned(),
            Seen::Write(all) => told(&all),
        };
        assert_eq!(found, expected, "{held:?}");
    }
    let blind = seen(&city(one("Oslo").into_theirs(), "Bergen"), &entry(&[("l", &["Oslo"])]), false);
    assert_eq!(blind, Seen::Write(vec![replace(&city(Theirs::NotRead, "Bergen").steps[0])]));
}

/// P26: a country in three attributes is one value: compared as one, written where a part of it is not right.
#[test]
fn a_country_is_seen_as_one() {
    let country = wish("country", "c", one("NO").into_theirs(), Some(one("DE")));
    let norway = entry(&[("c", &["NO"]), ("co", &["Norway"]), ("countryCode", &["578"])]);
    let Seen::Write(all) = seen(&country, &norway, true) else { panic!("is written") };
    assert_eq!(
        told(&all),
        "delete c NO; add c DE; delete co Norway; add co Germany; delete countryCode 578; add countryCode 276"
    );
    let half = entry(&[("c", &["DE"]), ("co", &["Germany"]), ("countryCode", &["276"])]);
    assert_eq!(seen(&country, &half, true), Seen::There);
    let sweden = entry(&[("c", &["SE"])]);
    assert_eq!(seen(&country, &sweden, true), Seen::Else);
}

/// P25: a picture is replaced, and only where the one that was read still stands.
#[test]
fn a_picture_is_replaced_where_it_was_read() {
    let picture = wish("photo", "jpegPhoto", one("/9j/AAA=").into_theirs(), Some(one("/9j/BBA=")));
    let bytes = |last: u8| vec![("jpegPhoto".to_owned(), vec![vec![0xff, 0xd8, 0xff, 0x00, last]])];
    let order = Order { id: vec![7], dn: "cn=x".to_owned(), wishes: vec![picture.clone()], look_first: false };
    assert!(must_look(&order, true));
    let old = vec![("jpegPhoto".to_owned(), vec![base64_bytes("/9j/AAA=")])];
    let Seen::Write(all) = seen(&picture, &old, true) else { panic!("is written") };
    assert_eq!((all.len(), all[0].verb, &all[0].values[0]), (1, Verb::Replace, &base64_bytes("/9j/BBA=")));
    assert_eq!(seen(&picture, &bytes(9), true), Seen::Else);
    assert_eq!(seen(&picture, &vec![("jpegPhoto".to_owned(), vec![base64_bytes("/9j/BBA=")])], true), Seen::There);
}

/// P4: without conditions, an attribute that shall be empty is looked at first: the directory would hold both values.
#[test]
fn who_takes_no_conditions_is_looked_at_first() {
    let order = |known: Theirs| Order {
        id: vec![7],
        dn: "cn=x".to_owned(),
        wishes: vec![wish("city", "l", known, Some(one("Bergen")))],
        look_first: false,
    };
    assert!(!must_look(&order(Theirs::Empty), true));
    assert!(must_look(&order(Theirs::Empty), false));
    assert!(!must_look(&order(one("Oslo").into_theirs()), false));
    assert!(must_look(&Order { look_first: true, ..order(one("Oslo").into_theirs()) }, true));
}

fn base64_bytes(text: &str) -> Vec<u8> {
    use base64::{Engine as _, engine::general_purpose::STANDARD};
    STANDARD.decode(text).unwrap()
}

trait IntoTheirs {
    fn into_theirs(self) -> Theirs;
}

impl IntoTheirs for Value {
    fn into_theirs(self) -> Theirs {
        Theirs::Value(self)
    }
}
