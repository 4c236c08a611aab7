//! What is written where, on made-up users.

use domain::value::{Theirs, Value};
use serde_json::{Value as Json, json};

use super::{
    super::order::{New, Whom, Wish},
    *,
};

const DEPARTMENT: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department";

fn wish(path: &str, known: Theirs, new: Option<&str>) -> Wish {
    let new = New::Value(new.and_then(Value::one));
    Wish { path: ScimPath::parse(path).unwrap(), known, new, attribute: None }
}

fn given(text: &str) -> Theirs {
    Value::one(text).into()
}

/// What becomes of one wish.
fn one(user: &Json, wish: &Wish) -> Seen {
    let New::Value(new) = wish.new.clone() else { unreachable!() };
    seen(&Step { wish, new }, user, &Schemas::default(), None)
}

/// The operations that write these texts, by path; `None` clears.
fn written(user: &Json, wishes: &[(&str, Option<&str>)]) -> Json {
    let wishes: Vec<Wish> = wishes.iter().map(|(path, new)| wish(path, Theirs::NotRead, *new)).collect();
    let writes: Vec<_> = wishes
        .iter()
        .filter_map(|wish| match one(user, wish) {
            Seen::Write(now, new) => Some((&wish.path, now, new)),
            _ => None,
        })
        .collect();
    Json::Array(operations(&writes))
}

fn emma() -> Json {
    json!({
        "userName": "emma", "TITLE": "Engineer", "active": true,
        "name": { "familyName": "Larsen" },
        "emails": [{ "type": "Work", "value": "emma@example.test", "primary": true }, { "type": "home", "value": "e@home.test" }],
        "addresses": [{ "type": "work", "locality": "Oslo", "postalCode": "0150" }],
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": { "department": "Sales" },
    })
}

/// S1.14, RFC 7644 3.5.2: replaced where something stands, added where nothing does, removed where nothing shall.
#[test]
fn each_place_has_its_operation() {
    for (path, new, expected) in [
        ("title", Some("Chief"), json!([{ "op": "replace", "path": "title", "value": "Chief" }])),
        ("nickName", Some("Em"), json!([{ "op": "add", "path": "nickName", "value": "Em" }])),
        ("title", None, json!([{ "op": "remove", "path": "title" }])),
        ("nickName", None, json!([])),
        ("title", Some("Engineer"), json!([])),
        ("active", Some("FALSE"), json!([{ "op": "replace", "path": "active", "value": false }])),
        ("active", Some("TRUE"), json!([])),
        ("name.familyName", Some("Berg"), json!([{ "op": "replace", "path": "name.familyName", "value": "Berg" }])),
        ("name.givenName", Some("Emma"), json!([{ "op": "add", "path": "name.givenName", "value": "Emma" }])),
        (DEPARTMENT, Some("IT"), json!([{ "op": "replace", "path": DEPARTMENT, "value": "IT" }])),
        (
            "emails[type eq \"work\"].value",
            Some("e@x.test"),
            json!([{ "op": "replace", "path": "emails[type eq \"work\"].value", "value": "e@x.test" }]),
        ),
        ("emails[type eq \"work\"].value", None, json!([{ "op": "remove", "path": "emails[type eq \"work\"]" }])),
        (
            "phoneNumbers[type eq \"work\"].value",
            Some("+4722"),
            json!([{ "op": "add", "path": "phoneNumbers", "value": [{ "type": "work", "value": "+4722" }] }]),
        ),
        (
            "addresses[type eq \"work\"].locality",
            None,
            json!([{ "op": "remove", "path": "addresses[type eq \"work\"].locality" }]),
        ),
        (
            "addresses[type eq \"work\"].country",
            Some("NO"),
            json!([{ "op": "add", "path": "addresses[type eq \"work\"].country", "value": "NO" }]),
        ),
    ] {
        assert_eq!(written(&emma(), &[(path, new)]), expected, "{path} {new:?}");
    }
}

/// What there is none of yet is added once, with all its parts; what another part is written to is not taken away whole.
#[test]
fn parts_of_one_are_written_together() {
    let both =
        [("addresses[type eq \"home\"].locality", Some("Voss")), ("addresses[type eq \"home\"].country", Some("NO"))];
    let expected = json!([{ "op": "add", "path": "addresses", "value": [{ "type": "home", "locality": "Voss", "country": "NO" }] }]);
    assert_eq!(written(&emma(), &both), expected);
    let only = json!({ "addresses": [{ "type": "work", "locality": "Oslo" }] });
    let moved = [("addresses[type eq \"work\"].locality", None), ("addresses[type eq \"work\"].country", Some("NO"))];
    let expected = json!([
        { "op": "remove", "path": "addresses[type eq \"work\"].locality" },
        { "op": "add", "path": "addresses[type eq \"work\"].country", "value": "NO" },
    ]);
    assert_eq!(written(&only, &moved), expected);
}

/// I4: what somebody else has written since is not written over; what a service spells in its own way is not somebody else's.
#[test]
fn what_has_moved_is_left_alone() {
    assert!(matches!(one(&emma(), &wish("title", given("Engineer"), Some("Chief"))), Seen::Write(..)));
    assert_eq!(one(&emma(), &wish("title", given("Clerk"), Some("Chief"))), Seen::Else(Value::one("Engineer")));
    assert_eq!(one(&emma(), &wish("nickName", given("Em"), Some("Emmy"))), Seen::Else(None));
    assert_eq!(one(&emma(), &wish("title", Theirs::Empty, Some("Chief"))), Seen::Else(Value::one("Engineer")));
    assert_eq!(one(&emma(), &wish("title", given("Clerk"), Some("Engineer"))), Seen::There);
    assert!(matches!(one(&emma(), &wish("userName", given("Emma"), Some("em"))), Seen::Write(..)));
    let phone = json!({ "phoneNumbers": [{ "type": "work", "value": "tel:+4722" }] });
    assert!(matches!(
        one(&phone, &wish("phoneNumbers[type eq \"work\"].value", given("+4722"), Some("+4733"))),
        Seen::Write(..)
    ));
    // Looked at before, it counts as it was then.
    let step = wish("title", Theirs::NotRead, Some("Chief"));
    let first = Held { value: Value::one("Clerk"), is_there: true, is_last: false };
    let again = seen(&Step { wish: &step, new: Value::one("Chief") }, &emma(), &Schemas::default(), Some(&first));
    assert_eq!(again, Seen::Else(Value::one("Engineer")));
}

#[test]
fn what_cannot_be_written_is_said() {
    let two = json!({ "emails": [{ "type": "work", "value": "a@x.test" }, { "type": "work", "value": "b@x.test" }] });
    for (user, path, new) in [
        (&two, "emails[type eq \"work\"].value", "c@x.test"),
        (&emma(), "emails.value", "c@x.test"),
        (&emma(), "name", "Emma"),
        (&emma(), "active", "perhaps"),
        (&emma(), "title.value", "Chief"),
    ] {
        assert!(matches!(one(user, &wish(path, Theirs::NotRead, Some(new))), Seen::Refused(_)), "{path}");
    }
    let mut many = wish("title", Theirs::NotRead, None);
    many.new = New::Value(Value::many(["a".to_owned(), "b".to_owned()]));
    assert!(matches!(one(&emma(), &many), Seen::Refused(_)));
}

#[test]
fn who_is_made_has_what_a_user_needs() {
    let whom =
        Whom { external_id: "id-1".to_owned(), user_names: vec!["emma".to_owned()], name: "Emma Larsen".to_owned() };
    let values = [(DEPARTMENT, "IT"), ("emails[type eq \"work\"].value", "e@x.test"), ("name.familyName", "Larsen")];
    let values: Vec<(ScimPath, Json)> =
        values.into_iter().map(|(path, value)| (ScimPath::parse(path).unwrap(), json!(value))).collect();
    let values: Vec<(&ScimPath, Json)> = values.iter().map(|(path, value)| (path, value.clone())).collect();
    let expected = json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User", "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"],
        "userName": "emma", "externalId": "id-1", "displayName": "Emma Larsen", "active": true,
        "name": { "familyName": "Larsen" }, "emails": [{ "type": "work", "value": "e@x.test" }],
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": { "department": "IT" },
    });
    assert_eq!(fresh(&whom, &values), expected);
    assert_eq!(fresh(&whom, &[])["name"], json!({ "formatted": "Emma Larsen" }));
}
