//! What may stand in an attribute, rule by rule.

use std::collections::BTreeMap;

use super::*;
use crate::{attribute::Blank, catalogue, choice::Choice, name::AttributeKey};

/// 2023-11-14, towards the end of the day.
const NOW: Moment = Moment(1_700_000_000_000);

fn attribute(kind: Kind, rules: Rules) -> Attribute {
    let mut attribute = catalogue::default_attributes().into_iter().next().unwrap();
    attribute.kind = kind;
    attribute.rules = rules;
    attribute
}

fn codes(attribute: &Attribute, texts: &[&str]) -> Vec<ProblemCode> {
    let value = Value::many(texts.iter().map(|text| (*text).to_owned()));
    check(attribute, value.as_ref(), NOW).into_iter().map(|problem| problem.code).collect()
}

#[test]
fn each_rule_names_what_is_wrong() {
    let some = |text: &str| Some(text.to_owned());
    let choices = vec![Choice::from("Oslo")];
    let bounds = Rules { least: some("-0.5"), most: some("10"), ..Rules::default() };
    let days = Rules { earliest: some("2000-01-01"), latest: some("2000-12-31"), ..Rules::default() };
    let table: Vec<(Kind, Rules, &str, Option<ProblemCode>)> = vec![
        (Kind::Text, Rules { min_chars: Some(3), ..Rules::default() }, "ab", Some(ProblemCode::TooShort)),
        (Kind::Text, Rules { max_chars: Some(3), ..Rules::default() }, "åäö", None),
        (Kind::Text, Rules { max_chars: Some(3), ..Rules::default() }, "åäöü", Some(ProblemCode::TooLong)),
        (Kind::Text, Rules { max_bytes: Some(5), ..Rules::default() }, "åäö", Some(ProblemCode::TooManyBytes)),
        (Kind::Text, Rules { pattern: some("[a-z]+"), ..Rules::default() }, "abc", None),
        (Kind::Text, Rules { pattern: some("a|ab"), ..Rules::default() }, "ab", None),
        (Kind::Text, Rules { pattern: some("[a-z]+"), ..Rules::default() }, "abc1", Some(ProblemCode::Pattern)),
        (Kind::Text, Rules { pattern: some("[a-z]+"), ..Rules::default() }, "abc\nabc", Some(ProblemCode::Pattern)),
        (Kind::Text, Rules { pattern: some("("), ..Rules::default() }, "x", Some(ProblemCode::Pattern)),
        (Kind::Text, Rules::default(), "a\u{0}b", Some(ProblemCode::BadCharacters)),
        (Kind::Text, Rules::default(), "a\u{FFFE}b", Some(ProblemCode::BadCharacters)),
        (Kind::Text, Rules::default(), "a\nb", None),
        (Kind::Email, Rules::default(), "kari", Some(ProblemCode::NotAnEmail)),
        (Kind::Phone, Rules::default(), "ask at the desk", None),
        (
            Kind::Phone,
            Rules { strict_phone: true, ..Rules::default() },
            "ask at the desk",
            Some(ProblemCode::NotAPhone),
        ),
        (Kind::Phone, Rules { strict_phone: true, ..Rules::default() }, "+47 22 12 34 56", None),
        (Kind::Url, Rules::default(), "javascript:alert(1)", Some(ProblemCode::NotAUrl)),
        (Kind::Date, Rules::default(), "2023-02-29", Some(ProblemCode::NotADate)),
        (Kind::Date, days.clone(), "1999-12-31", Some(ProblemCode::TooEarly)),
        (Kind::Date, days.clone(), "2001-01-01", Some(ProblemCode::TooLate)),
        (Kind::Date, days, "2000-06-01", None),
        (Kind::Choice, Rules { choices: choices.clone(), ..Rules::default() }, "Oslo", None),
        (Kind::Choice, Rules { choices, ..Rules::default() }, "oslo", Some(ProblemCode::NotAChoice)),
        (Kind::Number, Rules::default(), "12.5", None),
        (Kind::Number, Rules::default(), "12,5", Some(ProblemCode::NotANumber)),
        (Kind::Number, bounds.clone(), "-0.6", Some(ProblemCode::TooSmall)),
        (Kind::Number, bounds.clone(), "10.0", None),
        (Kind::Number, bounds, "10.01", Some(ProblemCode::TooGreat)),
        (Kind::YesNo, Rules::default(), "yes", Some(ProblemCode::NotYesOrNo)),
        (Kind::Country, Rules::default(), "NO", None),
        (Kind::Country, Rules::default(), "Norway", Some(ProblemCode::NotACountry)),
        (Kind::Person, Rules::default(), "person:7", None),
        (Kind::Person, Rules::default(), "person:-7", Some(ProblemCode::NoSuchPerson)),
        (Kind::Person, Rules::default(), "cn=Kari,o=x", None),
        (Kind::Person, Rules::default(), "Kari", Some(ProblemCode::NoSuchPerson)),
        (Kind::Photo, Rules::default(), "https://example.org/me.png", Some(ProblemCode::NotAPicture)),
    ];
    for (kind, rules, text, expected) in table {
        let found = codes(&attribute(kind, rules.clone()), &[text]);
        assert_eq!(found, expected.into_iter().collect::<Vec<_>>(), "{kind:?} {text:?} {rules:?}");
    }
}

/// T2: an option that is retired stays where it stands, and one that belongs to another country is told, with what it collides with.
#[test]
fn options_are_offered_where_they_belong() {
    let option =
        |value: &str, under: &str, retired| Choice { under: vec![under.to_owned()], retired, ..Choice::from(value) };
    let choices = vec![option("Oslo", "NO", false), option("Paris", "FR", false), option("Christiania", "NO", true)];
    let rules = Rules { choices, depends_on: AttributeKey::parse("country").ok(), ..Rules::default() };
    let city = attribute(Kind::Choice, rules);
    let told = |text: &str, standing: Option<&str>, parent: Option<&str>| {
        let (standing, parent) = (standing.and_then(Value::one), parent.and_then(Value::one));
        let beside = Beside { standing: standing.as_ref(), parent: parent.as_ref() };
        let found = check_beside(&city, Value::one(text).as_ref(), beside);
        found.into_iter().map(|problem| (problem.code, problem.detail.unwrap_or_default())).collect::<Vec<_>>()
    };
    assert_eq!(told("Oslo", None, Some("NO")), []);
    assert_eq!(told("Oslo", None, None), [], "a blank country narrows nothing");
    assert_eq!(told("Oslo", None, Some("FR")), [(ProblemCode::NotOfferedHere, "FR".to_owned())]);
    assert_eq!(told("Christiania", Some("Christiania"), Some("NO")), []);
    assert_eq!(told("Christiania", Some("Oslo"), Some("NO")), [(ProblemCode::Retired, "Christiania".to_owned())]);
    assert_eq!(codes(&city, &["Christiania"]), [], "what stands is no mistake");
}

/// X15: a field that may be changed and not emptied says so where something stood in it.
#[test]
fn a_blank_may_mean_nothing() {
    let mut room = attribute(Kind::Text, Rules::default());
    let old = Value::one("12");
    let beside = Beside { standing: old.as_ref(), parent: None };
    assert_eq!(check_beside(&room, None, beside), []);
    room.policy.emptied = Blank::Ignored;
    assert_eq!(check_beside(&room, None, beside)[0].code, ProblemCode::NotEmptied);
    assert_eq!(check_beside(&room, None, Beside::default()), [], "nothing stood there");
    assert_eq!(check_beside(&room, Value::one("13").as_ref(), beside), []);
}

/// T2: what an administrator wants said goes with what is wrong.
#[test]
fn a_message_of_ones_own_takes_the_place_of_the_usual() {
    let messages: BTreeMap<String, String> = [("en".to_owned(), "Five digits.".to_owned())].into();
    let rules = Rules { pattern: Some("[0-9]{5}".to_owned()), messages: messages.clone(), ..Rules::default() };
    assert_eq!(check_rules(&rules), Ok(()));
    let told = check(&attribute(Kind::Text, rules), Value::one("12").as_ref(), NOW);
    assert_eq!((told[0].code, &told[0].messages), (ProblemCode::Pattern, &messages));
}

/// P18: too many values are refused, never cut.
#[test]
fn the_number_of_values_is_limited() {
    let mut many = attribute(Kind::Text, Rules { max_values: Some(2), ..Rules::default() });
    assert_eq!(codes(&many, &["a", "b"]), [ProblemCode::TooManyValues]);
    many.many = true;
    assert_eq!(codes(&many, &["a", "b"]), []);
    assert_eq!(codes(&many, &["a", "b", "c"]), [ProblemCode::TooManyValues]);
}

/// A birthday does not lie ahead, wherever on Earth somebody enters it.
#[test]
fn a_day_may_be_bounded_by_today() {
    let rules = Rules { latest: Some(TODAY.to_owned()), ..Rules::default() };
    assert_eq!(check_rules(&rules), Ok(()));
    let birthday = attribute(Kind::Date, rules);
    assert_eq!(codes(&birthday, &["2023-11-14"]), []);
    assert_eq!(codes(&birthday, &["2023-11-15"]), [], "it is the 15th already in the east");
    assert_eq!(codes(&birthday, &["2023-11-16"]), [ProblemCode::TooLate]);
    let told = check(&birthday, Value::one("2030-01-01").as_ref(), NOW);
    assert_eq!(told[0].detail.as_deref(), Some("2023-11-15"), "a day and no word: {told:?}");
}

/// Tomorrow is nobody's birthday yet, at any hour and on any side of the Earth; and from today on means from the day that begins last.
#[test]
fn a_day_may_be_bounded_by_yesterday() {
    let rules = Rules { latest: Some(YESTERDAY.to_owned()), ..Rules::default() };
    assert_eq!(check_rules(&rules), Ok(()));
    let birthday = attribute(Kind::Date, rules);
    assert_eq!(codes(&birthday, &["2023-11-14"]), []);
    assert_eq!(codes(&birthday, &["2023-11-15"]), [ProblemCode::TooLate]);
    let start = attribute(Kind::Date, Rules { earliest: Some(TODAY.to_owned()), ..Rules::default() });
    assert_eq!(codes(&start, &["2023-11-14"]), [], "it is the 14th still in the west");
    assert_eq!(codes(&start, &["2023-11-13"]), [ProblemCode::TooEarly]);
}

/// T1: blank is a problem only where it must not be.
#[test]
fn a_mandatory_attribute_is_not_blank() {
    assert_eq!(check(&attribute(Kind::Text, Rules::default()), None, NOW), []);
    let mandatory = attribute(Kind::Text, Rules { mandatory: true, ..Rules::default() });
    assert_eq!(check(&mandatory, None, NOW), [Problem::new(ProblemCode::Mandatory)]);
}

#[test]
fn impossible_rules_are_refused_with_the_remedy() {
    let some = |text: &str| Some(text.to_owned());
    let table = [
        (Rules { max_chars: Some(0), ..Rules::default() }, "max_chars"),
        (Rules { max_values: Some(0), ..Rules::default() }, "max_values"),
        (Rules { min_chars: Some(5), max_chars: Some(4), ..Rules::default() }, "min_chars (5) is above max_chars (4)"),
        (Rules { min_chars: Some(5), max_bytes: Some(4), ..Rules::default() }, "above max_bytes"),
        (Rules { pattern: some("("), ..Rules::default() }, "no regular expression"),
        // Would leave the anchoring when it is put between its brackets.
        (Rules { pattern: some("a)|(b"), ..Rules::default() }, "no regular expression"),
        (Rules { pattern: some("(?x)a # comment"), ..Rules::default() }, "no regular expression"),
        (Rules { pattern: some(&"a".repeat(1001)), ..Rules::default() }, "1000 characters"),
        (Rules { choices: ["Oslo", "OSLO "].map(Choice::from).into(), ..Rules::default() }, "twice"),
        (Rules { choices: vec![Choice::from(" ")], ..Rules::default() }, "blank"),
        (Rules { earliest: some("1.1.2000"), ..Rules::default() }, "neither a day"),
        (Rules { earliest: some("2001-01-01"), latest: some("2000-01-01"), ..Rules::default() }, "exchange"),
    ];
    for (rules, expected) in table {
        let said = check_rules(&rules).unwrap_err();
        assert!(said.contains(expected), "{said}");
    }
    assert_eq!(check_rules(&Rules { pattern: some("(a+)+b"), ..Rules::default() }), Ok(()));
}

/// SEC21: a pattern that makes backtracking engines explode answers at once.
#[test]
fn no_pattern_takes_for_ever() {
    let attribute = attribute(Kind::Text, Rules { pattern: Some("(a+)+b".to_owned()), ..Rules::default() });
    assert_eq!(codes(&attribute, &["a".repeat(2000).as_str()]), [ProblemCode::Pattern]);
}
