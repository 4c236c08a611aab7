//! A person's history and setting back: who did what with which value, and every earlier value a click away (X2, X16, T10, P40).

use amend_tests::{amend::Options, client::Client, people};
use serde_json::{Value, json};

use crate::{
    acts::{on_both, rows},
    company::{Company, Database, field},
    staff::{approved, audit, id_of, save, set, somebody, with_role},
};

on_both!(
    all_that_happened_is_in_order,
    what_is_hidden_is_in_no_history,
    a_run_is_set_back,
    a_person_is_set_back_to_a_moment,
);

fn history(client: &Client, path: &str) -> Vec<Value> {
    rows(&client.get(path).expect_status(200).json)
}

fn actions(events: &[Value]) -> Vec<&str> {
    events.iter().map(|event| event["action"].as_str().unwrap()).collect()
}

/// X2, X16, S3.18: runs with old and new, edits, decisions, exports and confirmations, newest first, in pages, of all attributes or of one.
fn all_that_happened_is_in_order(database: Database) {
    let company = Company::open_with(database, 10, Options::default());
    let (emma, anna) = (company.signed_in(people::EMPLOYEE), company.signed_in(people::ADMIN));
    company.in_directory(people::EMPLOYEE, "replace: roomNumber\nroomNumber: 7.01\n");
    company.sync();
    approved(&emma, &anna, "title", "Account Manager");
    company.export();
    company.in_directory(people::EMPLOYEE, "replace: title\ntitle: Account Manager\n");
    company.sync();
    let id = id_of(&company, people::EMPLOYEE);
    company.root.post(&format!("/api/v1/people/{id}/block"), &json!({ "note": "a note of ours" })).expect_status(200);
    company.root.post(&format!("/api/v1/people/{id}/unblock"), &json!({ "pin": false })).expect_status(200);

    let emma = company.signed_in(people::EMPLOYEE);
    let mine = history(&emma, "/api/v1/me/history");
    assert_eq!(
        actions(&mine),
        [
            "person.unblock",
            "person.block",
            "change.confirm",
            "run.changed",
            "change.export",
            "change.approve",
            "change.propose",
            "run.changed",
            "run.created"
        ],
        "{mine:#?}"
    );
    let read = &mine[7];
    assert_eq!((&read["source"], &read["values"][0]["attribute"]), (&json!("corp"), &json!("room")));
    assert_eq!(read["values"][0]["new"], "7.01");
    assert!(read["run"].is_i64(), "{read}");
    let step = &mine[5];
    assert_eq!((&step["by"], &step["values"][0]["new"]), (&json!("Anna Keller"), &json!("Account Manager")), "{step}");
    assert!(!json!(mine).to_string().contains("a note of ours"), "what administrators note is theirs");

    let only = history(&emma, "/api/v1/me/history?attribute=room");
    assert_eq!(actions(&only), ["run.changed"]);
    let (mut walked, mut after) = (Vec::new(), String::new());
    loop {
        let page = anna.get(&format!("/api/v1/people/{id}/history?limit=2{after}")).expect_status(200).json;
        assert_eq!(page["total"], 9);
        walked.extend(rows(&page));
        match page["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => break,
        }
    }
    assert_eq!(actions(&walked), actions(&mine), "page by page it is the same");
    anna.get(&format!("/api/v1/people/{id}/history?after=nonsense")).expect_status(400);
    anna.get("/api/v1/people/99999/history").expect_status(404);
    company.signed_in(&somebody(&company, 0)).get(&format!("/api/v1/people/{id}/history")).expect_status(404);
}

/// P40, SEC3, I7: of a hidden attribute the person is told nothing, not even how much; who may see it is told.
fn what_is_hidden_is_in_no_history(database: Database) {
    let company = Company::open_with(database, 10, Options::default());
    let (emma, anna) = (company.signed_in(people::EMPLOYEE), company.signed_in(people::ADMIN));
    approved(&emma, &anna, "room", "canary-room-5d");
    approved(&emma, &anna, "title", "Account Manager");
    company.in_directory(people::EMPLOYEE, "replace: mobile\nmobile: +47 40 00 00 99\n");
    company.in_directory(people::EMPLOYEE, "replace: roomNumber\nroomNumber: canary-read-5d\n");
    company.sync();
    set(&anna, "room", &json!({ "visible": false, "pending": "keep" })).expect_status(200);
    let id = id_of(&company, people::EMPLOYEE);
    let desk = with_role(&company, &somebody(&company, 0), "service-desk");
    for (who, path) in [(&emma, "/api/v1/me/history".to_owned()), (&desk, format!("/api/v1/people/{id}/history"))] {
        let page = who.get(&path).expect_status(200);
        assert!(!page.text().contains("5d") && !page.text().contains("room"), "{}", page.text());
        assert_eq!(rows(&page.json).len(), usize::try_from(page.json["total"].as_i64().unwrap()).unwrap());
        assert!(page.text().contains("+47 40 00 00 99"), "the rest of what the run did is told");
        let only = who.get(&format!("{path}?attribute=room")).expect_status(200).json;
        assert_eq!((&only["total"], rows(&only).len()), (&json!(0), 0), "as if there were no such attribute");
    }
    let told = company.root.get(&format!("/api/v1/people/{id}/history?attribute=room")).expect_status(200).text();
    assert!(told.contains("canary-room-5d") && told.contains("canary-read-5d"));
}

fn ask(client: &Client, what: &Value) -> Vec<Value> {
    rows(&client.post("/api/v1/undo/preview", &json!({ "what": what })).expect_status(200).json)
}

fn outcomes(rows: &[Value]) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut all: Vec<(String, String)> =
        rows.iter().map(|row| (text(&row["value"]["attribute"]), text(&row["outcome"]))).collect();
    all.sort();
    all
}

/// Sets back what a preview has shown as to be set back.
fn set_back(client: &Client, what: &Value, seen: &[Value]) -> Vec<Value> {
    let wanted = seen.iter().filter(|row| row["outcome"] == "set_back");
    let rows: Vec<Value> = wanted
        .map(|row| {
            json!({ "person": row["person"], "attribute": row["value"]["attribute"], "now": row["value"]["old"], "back": row["value"]["new"] })
        })
        .collect();
    if rows.is_empty() {
        return Vec::new();
    }
    let undo = json!({ "what": what, "rows": rows, "reason": "The run had the wrong file" });
    let done = client.post("/api/v1/undo", &undo).expect_status(200).json;
    done["outcomes"].as_array().unwrap().clone()
}

/// X16: each value that a run has changed is shown with what would become of it; what moved since is left, the rest is exported again.
fn a_run_is_set_back(database: Database) {
    let company = Company::open_with(database, 10, Options::default());
    let anna = company.signed_in(people::ADMIN);
    let before = |name: &str| company.root.get(&format!("/api/v1/people/{}", id_of(&company, name))).json;
    let mut titled =
        (0..9).map(|place| somebody(&company, place)).filter(|name| field(&before(name), "title")["value"].is_string());
    let (one, other) = (titled.next().unwrap(), titled.next().unwrap());
    let title = field(&before(&one), "title")["value"].clone();
    company.in_directory(&one, "replace: title\ntitle: Wrong\n-\nreplace: roomNumber\nroomNumber: Wrong 1\n");
    company.in_directory(&other, "replace: title\ntitle: Wrong\n");
    let run = company.sync();
    // Somebody has gone on from one of the values.
    save(&anna, &format!("/api/v1/people/{}", id_of(&company, &other)), &json!({ "title": "Right" }))
        .expect_status(200);
    let what = json!({ "run": run["id"] });
    let seen = ask(&anna, &what);
    assert_eq!(
        outcomes(&seen),
        [("room", "set_back"), ("title", "moved"), ("title", "set_back")]
            .map(|(key, is)| (key.to_owned(), is.to_owned())),
        "{seen:#?}"
    );
    let total = audit(&company, "change.propose").len();
    assert_eq!(set_back(&anna, &what, &seen), [json!("set_back"), json!("set_back")]);
    assert_eq!(audit(&company, "change.propose").len(), total + 2, "as edits, on record");
    let noted = &audit(&company, "undo.run")[0];
    assert_eq!(noted["detail"], json!({ "run": run["id"], "set_back": 2, "left": 0 }), "{noted}");
    let shown = before(&one);
    assert_eq!(field(&shown, "title")["value"], title);
    assert_eq!(field(&shown, "title")["change"]["comment"], "The run had the wrong file");
    assert!(outcomes(&ask(&anna, &what)).iter().all(|(_, is)| is != "set_back"), "it is done");
    assert_eq!(set_back(&anna, &what, &seen), [json!("stands"), json!("stands")], "twice is once");
    let exported = company.export();
    assert!(exported.contains(title.as_str().unwrap()), "the directory is told: {exported}");
    company.signed_in(&one).post("/api/v1/undo/preview", &json!({ "what": what })).expect_status(403);
    with_role(&company, &other, "auditor")
        .post("/api/v1/undo", &json!({ "what": what, "rows": [] }))
        .expect_status(403);
    anna.post("/api/v1/undo/preview", &json!({ "what": { "run": 999 } })).expect_status(404);
}

/// X16: the law of undo: back to a moment and forth again shows what was shown, and every step stays on record.
fn a_person_is_set_back_to_a_moment(database: Database) {
    let company = Company::open_with(database, 10, Options::default());
    let (emma, anna) = (company.signed_in(people::EMPLOYEE), company.signed_in(people::ADMIN));
    let id = id_of(&company, people::EMPLOYEE);
    let path = format!("/api/v1/people/{id}");
    let keys = ["title", "room", "street", "mobile"];
    let shown = || -> Vec<Value> {
        let profile = anna.get(&path).expect_status(200).json;
        keys.iter().map(|key| field(&profile, key)["value"].clone()).collect()
    };
    // A moment of the log, a millisecond after all that was done until now.
    let moment = || {
        std::thread::sleep(std::time::Duration::from_millis(3));
        save(&anna, &path, &json!({ "postal_code": format!("{:04}", id) })).expect_status(200);
        anna.get(&format!("{path}/history?limit=1")).json["items"][0]["at"].clone()
    };
    let mut past = vec![(moment(), shown())];
    approved(&emma, &anna, "title", "Account Manager");
    past.push((moment(), shown()));
    company.in_directory(people::EMPLOYEE, "replace: roomNumber\nroomNumber: 7.01\n");
    company.sync();
    past.push((moment(), shown()));
    save(&anna, &path, &json!({ "mobile": "+47 40 00 00 11", "street": "Storgata 1" })).expect_status(200);
    approved(&emma, &anna, "title", "Head of Sales");
    past.push((moment(), shown()));
    let changes = anna.get(&format!("{path}/changes")).json["total"].as_i64().unwrap();

    for (moment, then) in past.iter().chain([&past[3], &past[1], &past[2]]) {
        let what = json!({ "person": { "person": id, "to": moment } });
        let seen = ask(&anna, &what);
        set_back(&anna, &what, &seen);
        assert_eq!(&shown(), then, "at {moment}: {seen:#?}");
    }
    let now = anna.get(&format!("{path}/changes")).json["total"].as_i64().unwrap();
    assert!(now > changes, "nothing was taken out of the history");
    let noted = &audit(&company, "undo.person")[0];
    assert_eq!((&noted["person"], &noted["attribute"]), (&json!(id), &Value::Null), "{noted}");

    // One's own profile somebody else sets back; what was looked at and moved is left.
    let own = json!({ "person": { "person": id_of(&company, people::ADMIN), "to": past[0].0 } });
    anna.post("/api/v1/undo/preview", &json!({ "what": own })).expect_status(403);
    let what = json!({ "person": { "person": id, "to": past[0].0 } });
    let seen = ask(&anna, &what);
    let first = seen.iter().find(|row| row["outcome"] == "set_back").unwrap();
    let key = first["value"]["attribute"].as_str().unwrap();
    save(&anna, &path, &json!({ key: "Something else" })).expect_status(200);
    let left = set_back(&anna, &what, std::slice::from_ref(first));
    assert_eq!(left, [json!("moved")]);
}
