//! People whom an administrator adds by hand: on the lists and in files like everybody, in no run's way, and recognised when a directory has them.

use amend_tests::people;
use serde_json::{Value, json};

use crate::{
    acts::{on_both, rows},
    company::{Company, Database, field},
    findings::findings,
    staff::{audit, with_role},
};

on_both!(
    somebody_added_by_hand_survives_and_is_recognised,
    a_doubt_is_left_to_people,
    somebody_in_no_directory_holds_no_file_up
);

fn add(company: &Company, name: &str, mail: &str) -> amend_tests::client::Response {
    let values = json!({ "display_name": name, "mail": mail, "title": "Guest" });
    company.root.post("/api/v1/people", &json!({ "values": values }))
}

/// S1.3, S2.25, S4.21: who lacks a name or an address, or has another's, is not added; a run leaves them alone; an entry with their address is
/// theirs, with all that was entered.
fn somebody_added_by_hand_survives_and_is_recognised(database: Database) {
    let company = Company::open(database);
    let admin = with_role(&company, people::MANAGER, "service-desk");
    admin.post("/api/v1/people", &json!({ "values": { "display_name": "X" } })).expect_status(403);
    let missing = company.root.post("/api/v1/people", &json!({ "values": {} })).expect_status(422);
    for key in ["display_name", "mail"] {
        assert_eq!(missing.json["problems"][key][0]["code"], "mandatory", "{}", missing.json);
    }
    let wrong = add(&company, "Gast", "no address").expect_status(422).json;
    assert_eq!(wrong["problems"]["mail"][0]["code"], "not_an_email", "{wrong}");
    let emma = company.person(people::EMPLOYEE);
    let taken = field(&company.seen_by_root(&emma), "mail")["value"].as_str().unwrap().to_uppercase();
    let refused = add(&company, "Somebody Else", &taken).expect_status(409).json;
    assert!(refused["detail"].as_str().unwrap().contains(emma["display_name"].as_str().unwrap()), "{refused}");

    let added = add(&company, "Gudrun Gast", "gudrun.gast@example.test").expect_status(201).json;
    // A key under which somebody else was saved adds nobody, and nobody is answered in their place.
    let tag = company.root.get(&format!("/api/v1/people/{}", emma["id"])).headers["etag"].clone();
    let title = json!({ "values": { "title": "Chief" } });
    let headers = [("if-match", tag.as_str()), ("idempotency-key", "once")];
    let path = format!("/api/v1/people/{}", emma["id"]);
    company.root.send("PATCH", &path, &headers, Some(&title)).unwrap().expect_status(200);
    let again = json!({ "values": { "display_name": "Y", "mail": "y@example.test" } });
    company
        .root
        .send("POST", "/api/v1/people", &[("idempotency-key", "once")], Some(&again))
        .unwrap()
        .expect_status(400);

    let seen = company.seen_by_root(&added);
    assert_eq!((&seen["display_name"], &field(&seen, "title")["value"]), (&json!("Gudrun Gast"), &json!("Guest")));
    let local = rows(&company.root.get("/api/v1/people?status=local").expect_status(200).json);
    assert_eq!((local.len(), &local[0]["id"], &local[0]["in_directory"]), (1, &added["id"], &json!(false)));
    assert_eq!(audit(&company, "person.add")[0]["person"], added["id"]);
    let run = company.sync();
    assert_eq!((&run["counts"]["blocked"], &run["counts"]["changed"]), (&json!(0), &json!(0)), "{run}");
    assert_eq!(company.seen_by_root(&added)["blocked"], Value::Null);

    company.hires("gudrun", "gudrun.gast", "Oslo");
    let run = company.delta();
    assert_eq!((&run["counts"]["created"], &run["counts"]["adopted"]), (&json!(0), &json!(1)), "{run}");
    assert_eq!(company.report(&run, "adopted")[0]["person"], added["id"]);
    assert!(findings(&company.root, "open").is_empty());
    assert_eq!(company.find("gudrun.gast").len(), 1, "they are one");
    let now = company.seen_by_root(&added);
    assert_eq!((&now["username"], &field(&now, "title")["value"]), (&json!("gudrun"), &json!("Guest")));
    let again = company.sync();
    assert_eq!((&again["counts"]["created"], &again["counts"]["adopted"]), (&json!(0), &json!(0)), "{again}");
    assert_eq!(
        field(&company.seen_by_root(&added), "title")["value"],
        "Guest",
        "what was entered stands until somebody says otherwise"
    );
}

/// S1.3, S1.13: somebody in no directory has no distinguished name; the others' values go out without them, and by address theirs go too.
fn somebody_in_no_directory_holds_no_file_up(database: Database) {
    let company = Company::open(database);
    add(&company, "Gudrun Gast", "gudrun.gast@example.test").expect_status(201);
    let make = |key: &str| {
        let asked = json!({ "target": 1, "profile": "machine", "key": key });
        company.root.post("/api/v1/exports", &asked)
    };
    let nobody = make("dn").expect_status(409).json;
    let detail = nobody["detail"].as_str().unwrap();
    assert!(detail.contains("Gudrun Gast") && detail.contains("no distinguished name"), "{nobody}");
    let emma = company.person(people::EMPLOYEE);
    company.root_sets(&emma, &json!({ "title": "Chief" })).expect_status(200);
    let content = |export: &Value| {
        let file = company.root.get(&format!("/api/v1/exports/{}/file", export["id"])).expect_status(200);
        String::from_utf8(file.body).unwrap()
    };
    let of_emma = make("dn").expect_status(201).json;
    assert_eq!(of_emma["people"], 1, "{of_emma}");
    assert!(content(&of_emma).contains("Chief"));
    let of_gudrun = make("mail").expect_status(201).json;
    let file = content(&of_gudrun);
    assert!(file.contains("gudrun.gast@example.test") && file.contains("Guest") && !file.contains("Chief"), "{file}");
}

/// S4.21, P12: two new entries with one address, and somebody who was taken off the directory: nobody is merged by guess.
fn a_doubt_is_left_to_people(database: Database) {
    let company = Company::open(database);
    let added = add(&company, "Gudrun Gast", "gudrun.gast@example.test").expect_status(201).json;
    company.hires("gudrun.one", "gudrun.gast", "Oslo");
    company.hires("gudrun.two", "gudrun.gast", "Oslo");
    let run = company.sync();
    assert_eq!((&run["counts"]["created"], &run["counts"]["adopted"]), (&json!(2), &json!(0)), "{run}");
    let open = findings(&company.root, "open");
    assert!(open.len() == 2 && open.iter().all(|one| one["kind"] == "resembles"), "{open:?}");
    assert_eq!(company.seen_by_root(&added)["username"], Value::Null);
}
