use domain::{
    api::{ChangeView, FillOffered},
    attribute::{Approval, Kind, Rules},
    choice::Choice,
    id::{ChangeId, PersonId},
    moment::Moment,
    provenance::Provenance,
};

use super::*;

fn value(text: &str) -> Option<Value> {
    Value::one(text)
}

fn field(key: &str, held: &str) -> Field {
    Field {
        key: AttributeKey::parse(key).unwrap(),
        labels: BTreeMap::new(),
        kind: Kind::Text,
        many: false,
        section: "work".to_owned(),
        help: BTreeMap::new(),
        keeps: false,
        rules: Rules { mandatory: key == "title", max_chars: Some(9), ..Rules::default() },
        approval: Approval::Admins,
        value: value(held),
        shown: None,
        provenance: Provenance::Nobody,
        directory: None,
        directory_empty: false,
        lock: None,
        may_suggest: false,
        change: None,
        confirmed_at: None,
        picture: None,
        hidden: false,
    }
}

fn proposed(field: &Field, new: &str, state: ChangeState) -> ChangeView {
    ChangeView {
        id: ChangeId(1),
        version: 1,
        person: PersonId(7),
        person_name: "Ada".to_owned(),
        attribute: field.key.clone(),
        labels: BTreeMap::new(),
        kind: None,
        old: field.value.clone(),
        old_shown: None,
        new: value(new),
        members: None,
        new_shown: None,
        choices: Vec::new(),
        theirs: None,
        theirs_empty: false,
        theirs_from: None,
        suggested: false,
        state,
        approval: None,
        steps: Vec::new(),
        in_file_since: None,
        own: false,
        author: "Ada".to_owned(),
        at: Moment(0),
        comment: None,
        reason: None,
        notice: None,
        suspended_at: None,
        with: Vec::new(),
        held: false,
        may_keep: false,
        may_withdraw: true,
        may_decide: false,
        may_settle: false,
        may_renew: false,
    }
}

fn profile(fields: Vec<Field>) -> Profile {
    Profile {
        id: PersonId(7),
        version: 3,
        username: None,
        display_name: "Ada".to_owned(),
        source: None,
        dn: None,
        synced_at: None,
        blocked: None,
        fields,
        sections: BTreeMap::new(),
        fills: Vec::new(),
        purge_from: None,
        as_admin: false,
        confirm: None,
    }
}

fn typed(field: &Field, text: &str) -> Edits {
    let mut edits = Edits::default();
    edits.type_in(field, vec![text.to_owned()]);
    edits
}

/// P30: only what was typed is sent; the old value, with or without blanks around it, is no change.
#[test]
fn only_what_differs_is_a_change() {
    let room = field("room", "12");
    assert!(typed(&room, " 12 ").is_empty());
    let mut edits = typed(&room, "13");
    assert_eq!(edits.proposal(), BTreeMap::from([("room".to_owned(), value("13"))]));
    edits.type_in(&room, vec![String::new()]);
    assert_eq!(edits.proposal(), BTreeMap::from([("room".to_owned(), None)]));
    edits.type_in(&room, vec!["12".to_owned()]);
    assert!(edits.is_empty());
}

/// What was proposed stays in the input until it is decided; a rejected proposal gives way to the value in force.
#[test]
fn a_proposal_on_its_way_is_what_stands() {
    let mut room = field("room", "12");
    room.change = Some(proposed(&room, "13", ChangeState::Pending));
    assert_eq!(Edits::default().texts(&room), ["13"]);
    assert!(typed(&room, "13").is_empty());
    assert_eq!(typed(&room, "12").len(), 1);
    room.change = Some(proposed(&room, "13", ChangeState::Rejected));
    assert_eq!(Edits::default().texts(&room), ["12"]);
}

#[test]
fn problems_are_those_of_typed_fields() {
    let fields = [field("title", "Dr"), field("room", "12")];
    let mut edits = typed(&fields[0], " ");
    edits.type_in(&fields[1], vec!["0123456789".to_owned()]);
    let problems = edits.problems(&fields);
    assert_eq!(problems.len(), 2);
    assert!(typed(&fields[1], "ok").problems(&fields).is_empty());
}

/// S1.7: a value that moved under the typing is noticed; one that became what was typed is no change any more.
#[test]
fn a_profile_read_anew_is_compared_with_what_was_typed() {
    let room = field("room", "12");
    let mut edits = typed(&room, "13");
    assert!(!edits.has_moved(&room));
    assert!(edits.has_moved(&field("room", "14")));
    edits.accept_base(&field("room", "14"));
    assert!(!edits.has_moved(&field("room", "14")));
    edits.fit(&profile(vec![field("room", "14")]));
    assert_eq!(edits.len(), 1);
    edits.fit(&profile(vec![field("room", "13")]));
    assert!(edits.is_empty());
    let mut locked = field("room", "12");
    locked.lock = Some(domain::api::Lock::LockedByAdmin);
    let mut edits = typed(&room, "13");
    edits.fit(&profile(vec![locked]));
    assert!(edits.is_empty());
}

#[test]
fn what_was_typed_while_saving_stays() {
    let fields = [field("title", "Dr"), field("room", "12")];
    let mut edits = typed(&fields[0], "Prof");
    let sent = edits.clone();
    edits.type_in(&fields[1], vec!["13".to_owned()]);
    edits.subtract(&sent);
    assert_eq!(edits.proposal().into_keys().collect::<Vec<_>>(), ["room"]);
}

/// T1: what has to be filled in is told until something stands there; what is locked is never asked for.
#[test]
fn what_is_missing_is_what_can_be_filled_in() {
    let mut title = field("title", " ");
    assert_eq!(Edits::default().missing(std::slice::from_ref(&title)), std::slice::from_ref(&title.key));
    assert!(typed(&title, "Dr").missing(std::slice::from_ref(&title)).is_empty());
    assert_eq!(typed(&field("title", "Dr"), " ").missing(&[field("title", "Dr")]).len(), 1);
    title.lock = Some(domain::api::Lock::LockedByAdmin);
    assert!(Edits::default().missing(&[title]).is_empty());
}

/// T2: a country that was changed tells of the city that does not go with it, by the name that people read.
#[test]
fn a_value_is_told_that_no_longer_goes_with_another() {
    let country = field("country", "NO");
    let mut city = field("city", "Oslo");
    city.kind = Kind::Choice;
    city.rules = Rules {
        choices: vec![Choice { under: vec!["NO".to_owned()], ..Choice::from("Oslo") }],
        depends_on: Some(country.key.clone()),
        ..Rules::default()
    };
    let fields = [country, city];
    assert!(Edits::default().problems(&fields).is_empty());
    let found = typed(&fields[0], "FR").problems(&fields);
    let told = &found[&fields[1].key][0];
    assert_eq!((told.code, told.detail.as_deref()), (ProblemCode::NotOfferedHere, Some("FR")));
}

/// T4: what a set fills in is typed for the reader and put back at once; in a locked field it says which set asks for it.
#[test]
fn what_is_filled_in_is_put_back() {
    let mut title = field("title", "Dr");
    title.lock = Some(domain::api::Lock::LockedByAdmin);
    let fields = [title, field("room", "12")];
    let fill = |key: &str, text: &str, asks| FillOffered {
        attribute: AttributeKey::parse(key).unwrap(),
        value: Value::one(text).unwrap(),
        asks,
    };
    let offer = FillOffer {
        id: FillSetId(4),
        when: AttributeKey::parse("office").unwrap(),
        is: Value::one("Oslo").unwrap(),
        fills: vec![fill("title", "Prof", true), fill("room", "13", false), fill("city", "Oslo", false)],
    };
    let mut edits = typed(&fields[1], "14");
    let before = edits.fill_in(&offer, &fields);
    assert_eq!(edits.texts(&fields[1]), ["13"]);
    assert_eq!(edits.filled(), BTreeMap::from([("title".to_owned(), FillSetId(4))]));
    edits.fit(&profile(fields.to_vec()));
    assert_eq!(edits.len(), 2, "a locked field keeps what is asked for");
    edits.put_back(before);
    assert_eq!((edits.texts(&fields[0]), edits.texts(&fields[1])), (vec!["Dr".to_owned()], vec!["14".to_owned()]));
}

/// M3: what was typed beside the values and not added is an edit of its own; it is added once.
#[test]
fn a_text_that_is_not_added_yet_is_kept() {
    let rooms = field("room", "12");
    let mut edits = Edits::default();
    edits.type_next(&rooms, "1".to_owned());
    assert_eq!((edits.len(), edits.texts(&rooms), edits.next(&rooms.key)), (1, vec!["12".to_owned()], "1".to_owned()));
    edits.fit(&profile(vec![rooms.clone()]));
    assert_eq!(edits.len(), 1);
    edits.type_next(&rooms, " 12 ".to_owned());
    edits.add_next(&rooms);
    assert!(edits.is_empty(), "it is there already");
    edits.type_next(&rooms, " 13 ".to_owned());
    edits.add_next(&rooms);
    assert_eq!((edits.texts(&rooms), edits.next(&rooms.key)), (vec!["12".to_owned(), "13".to_owned()], String::new()));
    edits.type_next(&rooms, "14".to_owned());
    edits.type_next(&rooms, String::new());
    assert_eq!(edits.len(), 1, "the value that was added stays typed");
}
