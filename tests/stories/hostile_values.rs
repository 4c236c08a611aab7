//! Values that want to be a page's script or markup (SEC12): in every attribute that takes them, by the directory and by hand, in comments, reasons, notes
//! and names of files. Every page shows them as text; no script runs, nothing of them becomes markup, and the policy has nothing to refuse.

mod corpus;
mod round_trip;

use amend_tests::{
    amend::{ADMINISTRATOR, ADMINISTRATOR_PASSWORD, Options},
    browser::run_on_pages,
    people::{self, line},
    scratch::Scratch,
};
use serde_json::{Value, json};

use corpus::corpus;

use crate::{
    acts::{rows, wait_for},
    company::{Company, Database},
    staff::{decide, id_of, save, set, somebody, waiting},
};

/// Attributes of the directory that take any text.
const FROM_DIRECTORY: [&str; 6] = ["title", "roomNumber", "street", "l", "displayName", "givenName"];

/// SEC12, P41: every text of the corpus by the directory, by hand and in words, on every page that shows such; the pages with all of them show each as it is.
#[test]
fn no_value_becomes_a_page() {
    let company = Company::open_with(Database::Sqlite, 90, Options::default());
    let anna = company.signed_in(people::ADMIN);
    let corpus = corpus();
    let payload = |number: usize| corpus[number % corpus.len()].typed.as_str();
    // So many people that each text comes by the directory once.
    let count = corpus.len().div_ceil(FROM_DIRECTORY.len());
    let names: Vec<String> = (0..count).map(|place| somebody(&company, place)).collect();
    for (place, name) in names.iter().enumerate() {
        let parts = FROM_DIRECTORY.iter().enumerate().map(|(number, attribute)| {
            let value = line(attribute, payload(place * FROM_DIRECTORY.len() + number));
            format!("replace: {attribute}\n{value}\n")
        });
        company.in_directory(name, &parts.collect::<Vec<_>>().join("-\n"));
    }
    // So many at once are held until somebody has looked.
    let run = company.sync();
    assert_eq!(run["state"], "held", "{run}");
    company.root.post(&format!("/api/v1/runs/{}/release", run["id"]), &json!({})).expect_status(200);
    wait_for("the release", || (company.run(&run)["state"] == "complete").then_some(()));

    // By hand: whatever an attribute's rules let through, one by one.
    let mut taken = 0;
    let attributes = rows(&anna.get("/api/v1/attributes").expect_status(200).json);
    let keys: Vec<&str> =
        attributes.iter().filter_map(|one| one["attribute"]["key"].as_str().or(one["key"].as_str())).collect();
    assert!(keys.len() > 10, "{attributes:?}");
    for (place, name) in names.iter().enumerate().take(4) {
        let path = format!("/api/v1/people/{}", id_of(&company, name));
        for (number, key) in keys.iter().enumerate() {
            let value: String = payload(place * 7 + number).to_owned();
            taken += usize::from(save(&anna, &path, &json!({ *key: value })).status == 200);
        }
    }
    assert!(taken > 30, "only {taken} values were taken");

    // In words that people say, and beside a conflict.
    let emma = company.signed_in(people::EMPLOYEE);
    let send = |values: &Value, names: &[&str], comment: &str| {
        let tag = format!("\"{}\"", Company::profile(&emma)["version"]);
        let body = json!({ "values": values, "suggest": names, "comment": comment });
        emma.send("PATCH", "/api/v1/me", &[("if-match", &tag)], Some(&body)).unwrap().expect_status(200);
    };
    // All of them at once, where pages show each in a place of its own.
    let new = json!({ "key": "sayings", "labels": { "en": "Sayings" }, "kind": "text", "many": true, "family": "product_only" });
    company.root.post("/api/v1/attributes", &new).expect_status(201);
    let all: Vec<&str> = corpus.iter().map(|one| one.typed.as_str()).collect();
    send(&json!({ "sayings": all }), &[], payload(0));
    send(&json!({ "title": payload(1), "street": payload(4) }), &[], payload(0));
    decide(&anna, &waiting(&anna, "street"), "reject", Some(payload(2)));
    company.in_directory(people::EMPLOYEE, &format!("replace: title\n{}\n", line("title", payload(3))));
    company.sync();
    set(&anna, "room", &json!({ "locked": true, "pending": "keep" })).expect_status(200);
    send(&json!({ "room": payload(3) }), &["room"], payload(6));
    let blocked = id_of(&company, &names[7]);
    anna.post(&format!("/api/v1/people/{blocked}/block"), &json!({ "note": payload(7) })).expect_status(200);
    let file = format!("mail,display_name\nnew.one@example.test,\"{}\"\n", payload(1).replace('"', "\"\""));
    let import = company.root.send_bytes(
        "POST",
        "/api/v1/imports?name=%3Cimg%20data-hostile%20src%3Dx%20onerror%3Dhostile%3D1%3E.csv",
        &[("content-type", "text/csv")],
        file.as_bytes(),
    );
    let import = import.unwrap().json["id"].clone();

    let (person, emma_id) = (id_of(&company, &names[0]), id_of(&company, people::EMPLOYEE));
    let run = rows(&company.root.get("/api/v1/sources/1/runs").json)[0]["id"].clone();
    let moment = "2020-01-01T00:00:00.000Z";
    let pages = [
        "/people".to_owned(),
        "/people?status=blocked".to_owned(),
        format!("/people/{person}"),
        format!("/people/{person}/history"),
        format!("/people/{emma_id}/history"),
        format!("/people/{person}/undo?to={moment}"),
        format!("/people/{blocked}"),
        "/approvals?state=conflict".to_owned(),
        "/conflicts".to_owned(),
        format!("/sources/1/runs/{run}"),
        format!("/runs/{run}/undo"),
        "/people/imports".to_owned(),
        format!("/people/imports/{import}"),
        "/audit".to_owned(),
    ];
    let scratch = Scratch::new("hostile").unwrap();
    let url = company.amend.url();
    let values = scratch.path().join("values.json").display().to_string();
    let kept: Vec<&str> = corpus.iter().map(|one| one.kept.as_str()).collect();
    std::fs::write(&values, json!(kept).to_string()).unwrap();
    let (of_admin, whole) = (pages.join(" "), format!("/people/{emma_id} /approvals"));
    for (user, password, pages, whole, others) in [
        (
            ADMINISTRATOR,
            ADMINISTRATOR_PASSWORD,
            of_admin.as_str(),
            whole.as_str(),
            "/sources /findings /exports /attributes",
        ),
        (people::EMPLOYEE, people::PASSWORD, "/history", "/profile /changes", ""),
        (&names[0], people::PASSWORD, "/profile /changes /history", "", ""),
    ] {
        let environment = [
            ("AMEND_URL", url.as_str()),
            ("AMEND_USER", user),
            ("AMEND_PASSWORD", password),
            ("AMEND_PAGES", pages),
            ("AMEND_WHOLE", whole),
            ("AMEND_VALUES", values.as_str()),
            ("AMEND_OTHERS", others),
        ];
        println!("{}", run_on_pages("hostile_values.mjs", scratch.path(), &environment).unwrap());
    }
}
