//! The last entry as its directory sent it: for whoever sees all of a person, without secrets, and with the person wherever they go.

use amend_tests::{client::Client, people, sync::wait};
use serde_json::{Value, json};

use crate::{
    acts::on_both,
    company::{Company, Database},
    staff::{id_of, set, somebody, with_role},
};

on_both!(the_last_entry_is_kept_as_it_was_sent, only_who_sees_all_of_somebody_sees_it, it_goes_where_its_person_goes);

fn received(client: &Client, person: &Value) -> Vec<Value> {
    let all = client.get(&format!("/api/v1/people/{person}/received")).expect_status(200).json;
    all.as_array().unwrap().clone()
}

/// The values of an attribute.
fn values(entry: &Value, name: &str) -> Value {
    let attributes = entry["content"]["attributes"].as_array().unwrap();
    let found = attributes.iter().find(|one| one["name"] == name);
    found.unwrap_or_else(|| panic!("no {name} in {entry}"))["values"].clone()
}

/// S3.18: what the server sent, in its own spelling; written anew when the entry is another, and not when it is the same; no password in it.
fn the_last_entry_is_kept_as_it_was_sent(database: Database) {
    let company = Company::open_with(database, 10, Default::default());
    let emma = json!(id_of(&company, people::EMPLOYEE));
    let all = received(&company.root, &emma);
    assert_eq!(all.len(), 1);
    let first = all[0].clone();
    assert_eq!((&first["source_name"], &first["dn"]), (&json!("corp"), &json!(company.dn(people::EMPLOYEE))));
    assert_eq!(values(&first, "mail"), json!([{ "text": "emma.larsen@example.test" }]));
    let picture = &values(&first, "jpegPhoto")[0]["left_out"];
    assert!(picture["bytes"].as_u64().unwrap() > 1024 && picture["sha256"].as_str().unwrap().len() == 64, "{picture}");
    assert_eq!(first["content"]["truncated"], false);

    assert_eq!(company.sync()["counts"]["unchanged"], 10);
    assert_eq!(received(&company.root, &emma)[0], first, "nothing is written for who is as before");

    let long = "x".repeat(3000);
    let other = format!("replace: title\ntitle: Chef d'équipe\n-\nreplace: description\ndescription: {long}\n");
    company.in_directory(people::EMPLOYEE, &other);
    company.delta();
    let second = received(&company.root, &emma)[0].clone();
    assert_eq!(values(&second, "title"), json!([{ "text": "Chef d'équipe" }]));
    assert_eq!(values(&second, "description")[0]["cut"], json!({ "text": "x".repeat(1024), "bytes": 3000 }));
    assert!(second["read_at"].as_str() > first["read_at"].as_str(), "{second}");

    let kept = company.sql("select attributes from received").to_lowercase();
    assert!(
        kept.contains("emma.larsen@example.test") && !kept.contains("password") && !kept.contains("ssha"),
        "{kept}"
    );
}

/// S3.18, I7, SEC3: hidden values are in it, so it is for whoever sees those; of themselves nobody does.
fn only_who_sees_all_of_somebody_sees_it(database: Database) {
    let company = Company::open_with(database, 12, Default::default());
    let (emma, anna) = (company.signed_in(people::EMPLOYEE), company.signed_in(people::ADMIN));
    company.in_directory(people::EMPLOYEE, "replace: roomNumber\nroomNumber: canary-7c\n");
    company.sync();
    set(&anna, "room", &json!({ "visible": false })).expect_status(200);
    let path = |username: &str| format!("/api/v1/people/{}/received", id_of(&company, username));
    let of_emma = path(people::EMPLOYEE);
    let auditor = with_role(&company, &somebody(&company, 0), "auditor");
    for reader in [&company.root, &anna, &auditor] {
        assert!(reader.get(&of_emma).expect_status(200).text().contains("canary-7c"));
    }
    let desk = with_role(&company, &somebody(&company, 1), "service-desk");
    let colleague = company.signed_in(&somebody(&company, 2));
    for (reader, path, status) in [
        (&desk, &of_emma, 403),
        (&colleague, &of_emma, 404),
        (&emma, &of_emma, 403),
        (&anna, &path(people::ADMIN), 403),
        (&anna, &"/api/v1/people/999999/received".to_owned(), 404),
        (&company.amend.client(), &of_emma, 401),
    ] {
        let answer = reader.get(path).expect_status(status);
        assert!(!answer.text().contains("canary-7c"), "{}", answer.text());
    }
}

/// S3.18, S2.8: who is taken off a directory keeps its last word, and an entry brings its own to whoever it is given to.
fn it_goes_where_its_person_goes(database: Database) {
    let company = Company::open_with(database, 10, Default::default());
    let person = json!(id_of(&company, people::EMPLOYEE));
    let before = received(&company.root, &person)[0].clone();
    let post = |act: &str, body: Value| {
        company.root.post(&format!("/api/v1/people/{person}/{act}"), &body).expect_status(200).json
    };
    post("detach", json!({ "source": 1 }));
    assert_eq!(received(&company.root, &person), std::slice::from_ref(&before));
    company.hires("emma.hansen", "emma.hansen", "Oslo");
    let run = post("attach", json!({ "source": 1, "entry": "emma.hansen" }));
    wait(&company.root, &run).unwrap();
    let all = received(&company.root, &person);
    assert_eq!(
        (all.len(), values(&all[0], "uid")),
        (1, json!([{ "text": "emma.hansen" }])),
        "the entry that is hers now"
    );
    assert_ne!(all[0]["external_id"], before["external_id"]);
    let rows = || (company.sql("select count(*) from received"), company.sql("select count(*) from entry"));
    let (kept, entries) = rows();
    assert_eq!(kept.trim(), entries.trim(), "each with its entry, and none without");
}
