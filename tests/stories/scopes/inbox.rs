//! The conflicts of a part are settled there, many at once by a rule; and no list of those who decide tells them what is hidden from themselves.

use amend_tests::{
    client::{Client, Response},
    people,
};
use serde_json::{Value, json};

use super::{in_office, of_office};
use crate::{
    acts::{on_both, rows},
    company::{Company, Database, change_state},
    staff::{audit_rows, decision, id_of, set, with_role},
};

on_both!(the_conflicts_of_a_part_are_settled_there, nobody_who_decides_is_told_what_is_hidden_from_them);

fn conflicts(client: &Client, query: &str) -> Vec<Value> {
    let page = client.get(&format!("/api/v1/conflicts{query}")).expect_status(200).json;
    let all = rows(&page);
    assert_eq!(page["total"], json!(all.len()), "the count is of what is shown: {page}");
    all
}

fn settle(client: &Client, changes: &[Value]) -> Response {
    let decisions: Vec<Value> = changes.iter().map(|change| decision(change, "take_theirs", None)).collect();
    client.post("/api/v1/decisions", &json!({ "decisions": decisions }))
}

/// A title of theirs that waits, and a directory that says something else meanwhile.
fn collides(company: &Company, username: &str) -> Client {
    let client = company.signed_in(username);
    Company::propose(&client, &json!({ "title": "Mine", "room": "1.01" })).expect_status(200);
    company.in_directory(username, "replace: title\ntitle: Theirs\n-\nreplace: roomNumber\nroomNumber: 2.02\n");
    client
}

/// X1, S1.21, SEC3, SEC9: an administrator of a part lists its conflicts alone, by attribute and directory too; a call that names another one does nothing.
fn the_conflicts_of_a_part_are_settled_there(database: Database) {
    let company = Company::open_with(database, 40, Default::default());
    let (one, other) = (of_office(&company, "Oslo", 1), of_office(&company, "Oslo", 2));
    let ours = [collides(&company, &one), collides(&company, &other)];
    let theirs = collides(&company, people::MANAGER);
    company.sync();
    let oslo = in_office(&company, &of_office(&company, "Oslo", 0), "people-admin", "Oslo");
    let paris = in_office(&company, &of_office(&company, "Paris", 0), "people-admin", "Paris");
    let all = conflicts(&company.root, "");
    assert_eq!(all.len(), 6);

    let inside = [json!(id_of(&company, &one)), json!(id_of(&company, &other))];
    let seen = conflicts(&oslo, "");
    assert_eq!(seen.len(), 4);
    assert!(seen.iter().all(|change| inside.contains(&change["person"]) && change["may_decide"] == true), "{seen:?}");
    for (query, found) in [("?attribute=title", 2), ("?source=1&attribute=room", 2), ("?source=77", 0)] {
        assert_eq!(conflicts(&oslo, query).len(), found, "{query}");
    }
    let first = oslo.get("/api/v1/conflicts?limit=3").expect_status(200).json;
    let last = oslo.get(&format!("/api/v1/conflicts?limit=3&after={}", first["next"].as_str().unwrap())).json;
    assert_eq!((rows(&first).len(), rows(&last).len(), &last["next"]), (3, 1, &Value::Null));
    let is_in_paris = |change: &Value| change["person"] == id_of(&company, people::MANAGER);
    assert!(conflicts(&paris, "").iter().all(is_in_paris));
    in_office(&company, &of_office(&company, "Oslo", 3), "service-desk", "Oslo")
        .get("/api/v1/conflicts")
        .expect_status(403);

    let before = audit_rows(&company);
    let refused = settle(&oslo, &all).expect_status(403).json;
    let mut outside: Vec<Value> = all.iter().filter(|change| !inside.contains(&change["person"])).cloned().collect();
    outside.sort_by_key(|change| change["id"].as_i64());
    let outside: Vec<Value> = outside.iter().map(|change| change["id"].clone()).collect();
    assert_eq!((&refused["code"], &refused["outside"]), (&json!("out_of_scope"), &json!(outside)), "{refused}");
    assert_eq!(audit_rows(&company), before + 1, "the refusal, and nothing else");

    let settled = settle(&oslo, &conflicts(&oslo, "?attribute=title")).expect_status(200).json;
    assert!(rows(&settled["results"]).iter().all(|one| one["state"] == "superseded"), "{settled}");
    let left = conflicts(&oslo, "");
    assert!(left.len() == 2 && left.iter().all(|change| change["attribute"] == "room"), "{left:?}");
    for client in &ours {
        assert_eq!(crate::company::field(&Company::profile(client), "title")["value"], "Theirs");
    }
    assert_eq!(change_state(&Company::profile(&theirs), "title"), "conflict");
}

/// I7, P40, S1.21: a change of the own value that is hidden from oneself is on no list of those who decide, and in no count, wherever their role holds.
fn nobody_who_decides_is_told_what_is_hidden_from_them(database: Database) {
    let company = Company::open_with(database, 40, Default::default());
    let of_part = of_office(&company, "Oslo", 0);
    let part = in_office(&company, &of_part, "people-admin", "Oslo");
    let everywhere = with_role(&company, &of_office(&company, "Oslo", 1), "people-admin");
    let colleague = of_office(&company, "Oslo", 2);
    for (username, client) in [(&of_part, &part), (&of_office(&company, "Oslo", 1), &everywhere)] {
        Company::propose(client, &json!({ "title": "kanari-title", "room": "kanari-room" })).expect_status(200);
        company.in_directory(username, "replace: title\ntitle: kanari-theirs\n");
    }
    collides(&company, &colleague);
    company.sync();
    for client in [&part, &everywhere] {
        assert!(client.get("/api/v1/approvals").text().contains("kanari-room"), "what is seen is listed");
        assert!(client.get("/api/v1/conflicts").text().contains("kanari-theirs"));
    }
    for key in ["title", "room"] {
        set(&company.root, key, &json!({ "visible": false, "pending": "keep" })).expect_status(200);
    }
    for (name, client, pending, collided) in [("of a part", &part, 1, 3), ("everywhere", &everywhere, 1, 3)] {
        let person = client.get("/api/v1/session").json["person"].clone();
        let lists = [("approvals?", pending), ("approvals?state=conflict", collided), ("conflicts?", collided)];
        for (list, total) in lists {
            let page = client.get(&format!("/api/v1/{list}")).expect_status(200).json;
            assert_eq!(page["total"], json!(total), "{name}, {list}: {page}");
            assert_eq!(rows(&page).len(), total, "{name}, {list}");
            assert!(rows(&page).iter().all(|change| change["person"] != person), "{name}, {list}: {page}");
        }
        let counts = client.get("/api/v1/session").json["lists"].clone();
        assert_eq!((&counts["pending"], &counts["conflict"]), (&json!(pending), &json!(collided)), "{name}");
        let matching = client.get("/api/v1/approvals/matching").expect_status(200).json;
        assert_eq!(matching["total"], json!(pending), "{name}");
    }
    assert_eq!(company.root.get("/api/v1/conflicts").json["total"], 4, "whoever may see it settles it");
}
