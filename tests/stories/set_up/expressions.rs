//! Values that are put together from several attributes of the directory: tried on a person, refused with the row, followed, and never written
//! back.

use amend_tests::{client::Client, people};
use serde_json::{Value, json};

use super::{Beginning, Draft};
use crate::{
    acts::{on_both, rows},
    company::{Database, field},
};

on_both!(a_value_is_put_together_from_several, what_fails_for_one_entry_leaves_it_as_it_was);

/// The mapping as it is, with these rows in the place of others.
fn with(draft: &Draft<'_>, expressions: &[(&str, &str)]) -> Value {
    let known = draft.known().json["mapping"].clone();
    let is_other = |row: &&Value| expressions.iter().all(|(attribute, _)| row["attribute"] != *attribute);
    let mut all: Vec<Value> = known.as_array().unwrap().iter().filter(is_other).cloned().collect();
    all.extend(
        expressions.iter().map(|(attribute, from)| json!({ "attribute": attribute, "from": from, "expression": true })),
    );
    json!({ "mapping": all })
}

fn emma(root: &Client) -> Value {
    let found = root.get("/api/v1/people?search=emma.larsen").expect_status(200).json;
    root.get(&format!("/api/v1/people/{}", found["items"][0]["id"])).expect_status(200).json
}

fn changes(beginning: &Beginning, modification: &str) {
    let found = beginning.slapd.search("(uid=emma.larsen)", &["uid"]).unwrap();
    let line = people::line("dn", &found[0].dn);
    beginning.slapd.modify(&format!("{line}\nchangetype: modify\n{modification}\n")).unwrap();
}

/// A full run to its end; where so much changes that it is held, somebody has looked.
fn read_all(draft: &Draft<'_>) -> Value {
    let run = draft.run("?full=true");
    if run["state"] != "held" {
        return run;
    }
    draft.root.post(&format!("/api/v1/runs/{}/release", run["id"]), &json!({})).expect_status(200);
    amend_tests::sync::wait(draft.root, &run).unwrap()
}

/// S2.4, S2.10, S3.13, SEC23: tried on a real person before it is saved; what cannot be is refused with its row, its place and the reason.
#[test]
fn an_expression_is_tried_and_refused_with_its_row() {
    let beginning = Beginning::open(Database::Sqlite);
    let draft = beginning.draft("corp");
    let ask = json!({ "who": "emma.larsen", "expressions": [
        "{{ givenName }} {{ sn | upper }}", "{{ carLicense }}", "{{ sn | shout }}", "{{ userPassword }}", "{{ sn | date }}",
    ] });
    let sample = draft.root.post(&draft.path("/sample"), &ask).expect_status(200);
    assert!(!sample.text().contains("{SSHA}"), "{}", sample.text());
    let tried = sample.json["expressions"].as_array().unwrap().clone();
    assert_eq!(tried[0], json!({ "text": "Emma LARSEN" }));
    assert_eq!(tried[1], json!({}), "what nobody has brings nothing, and nothing is wrong with that");
    let code = |place: usize| tried[place]["problems"][0]["code"].clone();
    assert_eq!([code(2), code(3), code(4)], ["not_an_expression", "never_read", "expression_failed"], "{tried:?}");

    for (attribute, text, code, at) in [
        ("title", "{{ tilte }}", "unknown_source_attribute", Value::Null),
        ("title", "{{ unicodePwd | default('x') }}", "never_read", Value::Null),
        ("title", "{% if sn %}{{ all.userPassword | join }}{% endif %}", "never_read", Value::Null),
        ("title", "{{ title", "not_an_expression", json!(4)),
        ("title", "{{ title | shout }}", "not_an_expression", json!(12)),
        ("title", "{% for a in all.mail %}{{ a }}{% endfor %}", "not_an_expression", json!(4)),
        ("title", "{% include '/etc/passwd' %}", "not_an_expression", json!(4)),
        ("title", "{{ 'x' * 1000000000 }}", "not_an_expression", json!(8)),
        ("title", "{{ all.mail }}", "not_an_expression", Value::Null),
        ("title", "", "not_an_expression", Value::Null),
        ("photo", "{{ title }}", "no_text_here", Value::Null),
        ("skills", "{{ title }}", "product_only", Value::Null),
    ] {
        let refused = draft.save(&with(&draft, &[(attribute, text)])).expect_status(422).json;
        let problem = &refused["problems"][attribute][0];
        assert_eq!((&problem["code"], &problem["limit"]), (&json!(code), &at), "{text}: {refused}");
    }
    let long = "x".repeat(2001);
    draft.save(&with(&draft, &[("title", &long)])).expect_status(422);
    let many = json!({ "expressions": vec!["x"; 101] });
    draft.root.post(&draft.path("/sample"), &many).expect_status(400);
}

/// S2.4, S3.13, P22: read with everything that it looks at, by full and by incremental runs; nobody edits it and no file carries it; another
/// expression is a new reading of everybody.
fn a_value_is_put_together_from_several(database: Database) {
    let beginning = Beginning::open(database);
    let draft = beginning.draft("corp");
    let name = "{{ givenName }} {{ sn | upper }}";
    let mapping = with(&draft, &[("display_name", name), ("room", "{{ roomNumber | default('Head office') }}")]);
    draft.save(&mapping).expect_status(200);
    draft.finish().expect_status(200);
    let run = draft.run("?full=true");
    assert_eq!((&run["state"], &run["counts"]["created"]), (&json!("complete"), &json!(super::PEOPLE)), "{run}");
    let root = &beginning.root;
    let read = emma(root);
    assert_eq!(read["display_name"], "Emma LARSEN", "{read}");
    let shown = field(&read, "display_name");
    assert_eq!(
        (&shown["value"], &shown["lock"]),
        (&json!("Emma LARSEN"), &json!({ "why": "worked_out", "source": "corp" }))
    );

    // It leads one way.
    let path = format!("/api/v1/people/{}", read["id"]);
    let tag = root.get(&path).expect_status(200).headers["etag"].clone();
    let body = json!({ "values": { "room": "B-12" } });
    let refused = root.send("PATCH", &path, &[("if-match", &tag)], Some(&body)).unwrap().expect_status(422).json;
    assert_eq!(refused["problems"]["room"][0]["code"], "worked_out", "{refused}");
    let targets = root.get("/api/v1/targets").expect_status(200).json;
    let written = targets[0]["attributes"].to_string();
    assert!(written.contains("\"title\"") && !written.contains("display_name") && !written.contains("\"room\""));

    // Only one of the two moves, and a run of changes brings both.
    changes(&beginning, "replace: sn\nsn: Berg");
    changes(&beginning, "replace: roomNumber\nroomNumber: B-12");
    let delta = draft.run("");
    assert_eq!(
        (&delta["state"], &delta["kind"], &delta["counts"]["changed"]),
        (&json!("complete"), &json!("delta"), &json!(1)),
        "{delta}"
    );
    let read = emma(root);
    assert_eq!(
        (&field(&read, "display_name")["value"], &field(&read, "room")["value"]),
        (&json!("Emma BERG"), &json!("B-12"))
    );
    changes(&beginning, "delete: roomNumber");
    assert_eq!(draft.run("")["counts"]["changed"], 1);
    assert_eq!(field(&emma(root), "room")["value"], "Head office");

    // Another expression is asked of everybody once, though nothing has changed in the directory.
    draft.save(&with(&draft, &[("display_name", "{{ sn }}, {{ givenName }}")])).expect_status(200);
    let run = read_all(&draft);
    assert_eq!((&run["state"], &run["counts"]["changed"]), (&json!("complete"), &json!(super::PEOPLE)), "{run}");
    assert_eq!(emma(root)["display_name"], "Berg, Emma");
    assert_eq!(read_all(&draft)["counts"]["changed"], 0);

    // What waits could not be written any more, so it is decided on first.
    let tag = root.get(&path).expect_status(200).headers["etag"].clone();
    let body = json!({ "values": { "title": "Account Manager" } });
    root.send("PATCH", &path, &[("if-match", &tag)], Some(&body)).unwrap().expect_status(200);
    let held = draft.save(&with(&draft, &[("title", "{{ title | upper }}")])).expect_status(409);
    assert!(held.text().contains("1 changes of title wait"), "{}", held.text());
}

/// SEC23, P20: an expression that fails for an entry leaves what was known, is told of without the value, stops nobody, and is over when its
/// cause is.
fn what_fails_for_one_entry_leaves_it_as_it_was(database: Database) {
    let beginning = Beginning::open(database);
    let draft = beginning.draft("corp");
    let root = &beginning.root;
    draft.save(&with(&draft, &[("about", "{{ carLicense | date('%d.%m.%Y') }}")])).expect_status(200);
    changes(&beginning, "replace: carLicense\ncarLicense: 20240229101500.0Z");
    draft.finish().expect_status(200);
    assert_eq!(draft.run("?full=true")["counts"]["skipped"], 0);
    assert_eq!(field(&emma(root), "about")["value"], "29.02.2024");

    changes(&beginning, "replace: carLicense\ncarLicense: since spring\n-\nreplace: title\ntitle: Chef");
    let run = draft.run("");
    assert_eq!((&run["state"], &run["counts"]["skipped"]), (&json!("complete"), &json!(1)), "{run}");
    let read = emma(root);
    assert_eq!(
        (&field(&read, "about")["value"], &field(&read, "title")["value"]),
        (&json!("29.02.2024"), &json!("Chef"))
    );
    let report = root.get(&format!("/api/v1/runs/{}/report?kind=skipped", run["id"])).expect_status(200).json;
    let line = rows(&report)[0].clone();
    assert!(line["name"].as_str().unwrap().starts_with("uid=emma.larsen,"), "{line}");
    assert!(line["reason"].as_str().unwrap().contains("about: what it holds is no date"), "{line}");
    let found = || rows(&root.get("/api/v1/findings?kind=not_worked_out").expect_status(200).json);
    let one = found();
    assert_eq!((one.len(), &one[0]["username"]), (1, &json!("emma.larsen")), "{one:?}");
    assert!(one[0]["reason"].as_str().unwrap().contains("about") && !one[0].to_string().contains("spring"), "{one:?}");

    // A run that looks at everybody finds it again, and nothing else.
    let again = draft.run("?full=true");
    assert_eq!((&again["counts"]["skipped"], &again["counts"]["changed"]), (&json!(1), &json!(0)), "{again}");
    assert_eq!(found()[0]["id"], one[0]["id"]);

    // Read anew once it is mended.
    changes(&beginning, "replace: carLicense\ncarLicense: 2026-11-27");
    let seen = json!({ "act": "retry", "findings": [{ "finding": one[0]["id"], "version": found()[0]["version"] }] });
    let sorted = root.post("/api/v1/findings/acts", &seen).expect_status(200).json;
    amend_tests::sync::wait(root, &sorted["runs"][0]).unwrap();
    assert_eq!(found().len(), 0);
    assert_eq!(field(&emma(root), "about")["value"], "27.11.2026");

    // Nothing brings nothing: blank as it is in the directory.
    changes(&beginning, "delete: carLicense");
    assert_eq!(draft.run("")["state"], "complete");
    assert_eq!(field(&emma(root), "about")["value"], Value::Null);
}
