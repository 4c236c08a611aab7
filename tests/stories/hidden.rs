//! What is hidden from people stays hidden on every way around the page (SEC3, P40, I7): each hidden value is a canary, and every address is asked by
//! everybody who may not see it.

use amend_tests::{amend::Options, client::Client, people};
use serde_json::json;

use crate::{
    acts::on_both,
    company::{Company, Database},
    staff::{approved, decide, id_of, save, set, somebody, waiting, with_role},
    templates,
};

on_both!(no_address_tells_what_is_hidden, queues_tell_nobody_what_is_hidden_of_themselves);

/// Part of every hidden value.
const CANARY: &str = "kanari";

/// Each address that can be read, with what it asks for filled in.
fn addresses(company: &Company, emma: i64, export: i64) -> Vec<String> {
    let document = company.amend.client().get("/api/v1/openapi.json").expect_status(200).json;
    let places = [
        ("{person}", emma.to_string()),
        ("{attribute}", "title".to_owned()),
        ("{source}", "1".to_owned()),
        ("{run}", "2".to_owned()),
        ("{target}", "1".to_owned()),
        ("{export}", export.to_string()),
        ("{import}", "1".to_owned()),
        ("{reexport}", "1".to_owned()),
        ("{row}", "1".to_owned()),
        ("{change}", "1".to_owned()),
        ("{work}", "1".to_owned()),
        ("{digest}", "0".repeat(64)),
        ("{account}", "1".to_owned()),
        // Whoever has the link of an export has its file; nobody here has one.
        ("{token}", "0".repeat(64)),
    ];
    let readable =
        document["paths"].as_object().unwrap().iter().filter(|(_, operations)| operations.get("get").is_some());
    // A stream ends with its run, which these have.
    let all: Vec<String> = readable
        .map(|(path, _)| places.iter().fold(path.clone(), |path, (place, value)| path.replace(place, value)))
        .collect();
    assert!(all.iter().all(|address| !address.contains('{')), "a place is not filled in: {all:?}");
    all
}

fn no_address_tells_what_is_hidden(database: Database) {
    let company = Company::open_with(database, 12, Options::default());
    let (emma, anna) = (company.signed_in(people::EMPLOYEE), company.signed_in(people::ADMIN));
    let id = id_of(&company, people::EMPLOYEE);
    let path = format!("/api/v1/people/{id}");
    // Hidden later: a value of the directory, one in conflict, one approved and exported, one rejected, and a draft.
    company.in_directory(people::EMPLOYEE, "replace: roomNumber\nroomNumber: kanari-directory\n");
    company.sync();
    approved(&emma, &anna, "street", "kanari-approved");
    Company::propose(&emma, &json!({ "title": "kanari-mine", "mobile": "+47 40 00 00 77" })).expect_status(200);
    company.in_directory(people::EMPLOYEE, "replace: title\ntitle: kanari-theirs\n");
    company.sync();
    Company::propose(&emma, &json!({ "city": "kanari-rejected" })).expect_status(200);
    decide(&anna, &waiting(&anna, "city"), "reject", Some("no"));
    let draft =
        json!({ "version": 1, "fields": { "postal_code": { "texts": ["kanari-draft"], "next": "", "base": null } } });
    emma.patch("/api/v1/me/draft", &draft).expect_status(204);
    let make = json!({ "target": 1, "profile": "machine", "key": "dn" });
    let hidden = ["room", "street", "title", "city", "postal_code"];
    for key in hidden {
        let done = set(&anna, key, &json!({ "visible": false, "pending": "keep" }));
        if done.status != 200 {
            set(&anna, key, &json!({ "visible": false, "pending": "keep", "mandatory": false })).expect_status(200);
        }
    }
    let export = company.root.post("/api/v1/exports", &make).json["id"].as_i64().unwrap_or(1);
    let everybody: Vec<(&str, Client)> = vec![
        ("herself", emma),
        ("somebody", company.signed_in(&somebody(&company, 0))),
        ("her manager", company.signed_in(people::MANAGER)),
        ("the service desk", with_role(&company, &somebody(&company, 1), "service-desk")),
        ("a directory administrator", with_role(&company, &somebody(&company, 2), "directory-admin")),
    ];
    let all = addresses(&company, id, export);
    assert!(all.len() > 45, "{all:?}");
    let mut told = 0;
    for (who, client) in &everybody {
        for address in &all {
            let queries: &[&str] = match address.as_str() {
                "/api/v1/people" => &["", "?search=kanari", "?status=all&limit=200"],
                "/api/v1/colleagues" => &["?search=kanari", "?search=emma"],
                "/api/v1/approvals" => &["", "?state=conflict", "?search=kanari"],
                _ if address.ends_with("/targets/1/people") => &["?search=kanari", "?search=emma"],
                _ if address.ends_with("/history") => &["", "?attribute=room", "?attribute=title&limit=1"],
                _ => &[""],
            };
            for query in queries {
                let answer = client.get(&format!("{address}{query}"));
                let text = answer.text().to_lowercase();
                // What was asked for may be said back.
                assert!(
                    !text.replace("search=kanari", "").contains(CANARY),
                    "{who} is told by {address}{query}: {text}"
                );
                told += usize::from(answer.status == 200);
            }
        }
        let found = client.get("/api/v1/people?search=kanari");
        assert!(found.status != 200 || found.json["total"] == 0, "{who}: {}", found.text());
        // Errors, refusals and clashes say nothing either: not that it is there, and not what it is.
        for key in hidden {
            let version = client.get(&path).json["version"].clone();
            for tag in [json!(0), version] {
                let body = json!({ "values": { key: "x", "mobile": "+47 1" }, "suggest": [key], "comment": "why" });
                let tag = format!("\"{tag}\"");
                for address in [path.as_str(), "/api/v1/me"] {
                    let answer = client.send("PATCH", address, &[("if-match", &tag)], Some(&body)).unwrap();
                    assert!(answer.status >= 400 && !answer.text().contains(CANARY), "{who}: {}", answer.text());
                }
            }
        }
        let sorted = client.get("/api/v1/people?missing=room");
        if sorted.status == 200 {
            assert_eq!(sorted.json["total"], 0, "{who} learns who has none: {}", sorted.text());
        }
    }
    assert!(told > 60, "{told} answers were read");
    // Whoever may see it is told, so that there was something to hide.
    let seen = company.root.get(&path).text() + &company.root.get(&format!("{path}/history")).text();
    for part in ["directory", "approved", "mine", "theirs", "rejected"] {
        assert!(seen.contains(&format!("kanari-{part}")), "{part}: {seen}");
    }
    save(&anna, &path, &json!({ "room": "1" })).expect_status(200);
}

/// SEC3, P40, I7: whoever sees exports finds in their lists what is hidden of others, which is theirs to see, and nothing that is hidden from them of
/// themselves: not the value, not the row, not in the count.
fn queues_tell_nobody_what_is_hidden_of_themselves(database: Database) {
    let company = Company::open_with(database, 12, Options::default());
    let (emma, anna) = (company.signed_in(people::EMPLOYEE), company.signed_in(people::ADMIN));
    approved(&emma, &anna, "street", "kanari-street");
    approved(&emma, &anna, "city", "Bergen");
    let crm = templates::make(&anna, "crm");
    let row = json!({ "expression": "{{ street | default('none') }} {{ city }}", "name": "place" });
    templates::add(&anna, &crm, &row).expect_status(200);
    templates::add(&anna, &crm, &json!({ "attribute": "city", "name": "town" })).expect_status(200);
    // A file that nobody has had: what it holds is on its way.
    anna.post("/api/v1/exports", &json!({ "target": crm, "profile": "machine", "key": "username" })).expect_status(201);
    company.sql("update change set approved_at = 1 where state = 'approved'");
    set(&anna, "street", &json!({ "visible": false, "pending": "keep", "mandatory": false })).expect_status(200);

    let herself = with_role(&company, people::EMPLOYEE, "auditor");
    let other = with_role(&company, &somebody(&company, 0), "auditor");
    for (address, seen, all) in [
        ("/api/v1/targets/1/items".to_owned(), 1, 2),
        (format!("/api/v1/targets/{crm}/items?search=emma"), 1, 2),
        ("/api/v1/overdue".to_owned(), 1, 2),
    ] {
        let told = herself.get(&address).expect_status(200);
        assert!(!told.text().contains(CANARY), "{address}: {}", told.text());
        let rows = told.json["items"].as_array().unwrap();
        assert_eq!((&told.json["total"], rows.len()), (&json!(seen), seen), "{address}: {}", told.text());
        assert!(rows.iter().all(|row| row["attribute"] == "city"), "{address}: {}", told.text());
        let told = other.get(&address).expect_status(200);
        assert_eq!(told.json["total"], all, "{address}: {}", told.text());
        assert!(told.text().contains(CANARY), "there was something to hide at {address}");
    }
}
