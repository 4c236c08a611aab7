//! Lists of people: searching, filtering, paging, and walking from one to the next.

use std::collections::BTreeSet;

use amend_tests::{amend::Options, client::Client, people};
use serde_json::{Value, json};

use crate::{
    company::{Company, Database},
    staff::{id_of, set, somebody, with_role},
};

fn list(client: &Client, query: &str) -> Value {
    client.get(&format!("/api/v1/people?{query}")).expect_status(200).json
}

fn ids(page: &Value) -> Vec<i64> {
    page["items"].as_array().unwrap().iter().map(|row| row["id"].as_i64().unwrap()).collect()
}

/// Everybody of a list, page by page.
fn walk(client: &Client, query: &str, limit: usize) -> Vec<i64> {
    let (mut all, mut after) = (Vec::new(), String::new());
    loop {
        let page = list(client, &format!("{query}&limit={limit}{after}"));
        let rows = ids(&page);
        all.extend(&rows);
        match page.get("next").and_then(Value::as_str) {
            Some(next) => {
                assert_eq!(rows.len(), limit, "only the last page is short");
                after = format!("&after={next}");
            }
            None => {
                assert_eq!(page["total"].as_u64().unwrap() as usize, all.len());
                return all;
            }
        }
    }
}

/// S1.2, S1.10: case and accents do not matter for searching; pages of every size hold everybody once, in one order; previous and next walk the
/// same list in the same order, also when the person has left it.
#[test]
fn everybody_is_found_and_stands_once() {
    for database in [Database::Sqlite, Database::Postgres] {
        let company = Company::open_with(database, 60, Options::default());
        let anna = company.signed_in(people::ADMIN);
        company.in_directory(
            people::EMPLOYEE,
            "replace: displayName\ndisplayName:: w5hkZWdhYXJkIEJqw7hybiBKw7xyZ2VuIMWBdWthc3ogWm/Dqw==\n",
        );
        // Namesakes, so that the name alone is no order.
        for name in [somebody(&company, 0), somebody(&company, 1), somebody(&company, 2)] {
            company.in_directory(&name, "replace: displayName\ndisplayName: Same Name\n");
        }
        company.sync();
        let emma = id_of(&company, people::EMPLOYEE);
        for search in [
            "bjorn",
            "BJ%C3%98RN",
            "odegaard",
            "%C3%98degaard",
            "jurgen",
            "lukasz",
            "%C5%81UKASZ",
            "zoe",
            "%20bjorn%20%20jurgen%20",
            "emma.larsen",
            "EMMA.LARSEN%40EXAMPLE",
        ] {
            assert!(ids(&list(&anna, &format!("limit=200&search={search}"))).contains(&emma), "{search}");
        }
        assert_eq!(list(&anna, "search=jurgen%20lukasz")["total"], 1);
        assert_eq!(list(&anna, "search=same%20name")["total"], 3);

        let all = walk(&anna, "", 200);
        assert_eq!((all.len(), all.iter().collect::<BTreeSet<_>>().len()), (60, 60));
        for limit in [1, 7, 59, 60] {
            assert_eq!(walk(&anna, "", limit), all, "pages of {limit}");
        }
        let missing = walk(&anna, "missing=phone", 3);
        assert!(!missing.is_empty() && missing.len() < 60);
        for (query, walked) in
            [("", &all), ("missing=phone", &missing), ("search=same", &walk(&anna, "search=same", 1))]
        {
            for (place, id) in walked.iter().enumerate() {
                let next = anna.get(&format!("/api/v1/people/{id}/neighbours?{query}")).expect_status(200).json;
                let before = place.checked_sub(1).map(|place| walked[place]);
                assert_eq!(next, json!({ "previous": before, "next": walked.get(place + 1) }), "{query} at {place}");
            }
        }
        // Emma gets a phone number while somebody works through the list: her place stays, she is just no longer in it.
        let place = missing.iter().position(|id| *id == emma).unwrap();
        crate::staff::save(&anna, &format!("/api/v1/people/{emma}"), &json!({ "phone": "+47 22 33 44 55" }))
            .expect_status(200);
        let next = anna.get(&format!("/api/v1/people/{emma}/neighbours?missing=phone")).expect_status(200).json;
        assert_eq!(next["next"], json!(missing.get(place + 1)));
        assert!(!walk(&anna, "missing=phone", 50).contains(&emma));
        anna.get("/api/v1/people/999999/neighbours").expect_status(404);
        for bad in [
            "limit=0",
            "limit=201",
            "limit=x",
            "after=x",
            "after=1",
            "after=x:61",
            "status=gone",
            "missing=nothing",
            "missing=No",
            "order=name",
            "search=a&search=b",
        ] {
            anna.get(&format!("/api/v1/people?{bad}")).expect_status(400);
        }
    }
}

/// S1.2: fill rates and the filter agree with what the directory holds; what is hidden, or what no directory is expected to hold, is not missing.
#[test]
fn what_is_missing_is_counted() {
    for database in [Database::Sqlite, Database::Postgres] {
        let company = Company::open(database);
        let anna = company.signed_in(people::ADMIN);
        let with =
            |attribute: &str| company.slapd.search(&format!("(&(uid=*)({attribute}=*))"), &["uid"]).unwrap().len();
        let fill = || anna.get("/api/v1/fill").expect_status(200).json;
        assert_eq!((&fill()["active"], &fill()["blocked"]), (&json!(30), &json!(0)));
        for (key, attribute) in [
            ("phone", "telephoneNumber"),
            ("mobile", "mobile"),
            ("room", "roomNumber"),
            ("title", "title"),
            ("mail", "mail"),
        ] {
            assert_eq!(fill()["filled"][key], json!(with(attribute)), "{key}");
            assert_eq!(list(&anna, &format!("missing={key}"))["total"], json!(30 - with(attribute)), "{key}");
        }
        let row = &list(&anna, "search=emma.larsen")["items"][0];
        assert!(row["missing"].as_array().unwrap().contains(&json!("phone")));
        for never in ["employee_number", "skills", "birthday", "office", "remote_work"] {
            assert!(fill()["filled"].get(never).is_none(), "{never}");
            assert!(!row["missing"].as_array().unwrap().contains(&json!(never)), "{never}");
        }
        set(&anna, "phone", &json!({ "visible": false })).expect_status(200);
        assert!(fill()["filled"].get("phone").is_none());
        assert!(
            !list(&anna, "search=emma.larsen")["items"][0]["missing"].as_array().unwrap().contains(&json!("phone"))
        );
        // What was approved counts as there, though the directory does not hold it yet.
        let emma = company.signed_in(people::EMPLOYEE);
        let missing = list(&anna, "missing=website")["total"].as_i64().unwrap();
        Company::propose(&emma, &json!({ "website": "https://example.test" })).expect_status(200);
        assert_eq!(list(&anna, "missing=website")["total"], missing - 1);
        assert_eq!(list(&anna, "search=emma.larsen")["items"][0]["pending"], 0);
        Company::propose(&emma, &json!({ "room": "9" })).expect_status(200);
        assert_eq!(list(&anna, "search=emma.larsen")["items"][0]["pending"], 1);
    }
}

/// S2.11, S2.15: blocked people are listed apart, with the reason, and do not count as seats.
#[test]
fn blocked_people_are_listed_apart() {
    for database in [Database::Sqlite, Database::Postgres] {
        let company = Company::open(database);
        let anna = company.signed_in(people::ADMIN);
        let emma = id_of(&company, people::EMPLOYEE);
        let path = format!("/api/v1/people/{emma}");
        let blocked = anna.post(&format!("{path}/block"), &json!({ "note": "On leave" })).expect_status(200).json;
        assert_eq!((&blocked["blocked"]["by"], &blocked["blocked"]["note"]), (&json!("admin"), &json!("On leave")));
        assert_eq!(ids(&list(&anna, "status=blocked")), [emma]);
        assert_eq!(list(&anna, "status=blocked")["items"][0]["blocked"]["reason"], "by_admin");
        assert_eq!(
            (&list(&anna, "")["total"], &list(&anna, "status=active")["total"], &list(&anna, "status=all")["total"]),
            (&json!(29), &json!(29), &json!(30))
        );
        assert!(!walk(&anna, "", 200).contains(&emma));
        let fill = anna.get("/api/v1/fill").json;
        assert_eq!((&fill["active"], &fill["blocked"]), (&json!(29), &json!(1)));
        anna.post(&format!("/api/v1/people/{}/block", id_of(&company, people::ADMIN)), &json!({ "note": "me" }))
            .expect_status(403);
        anna.post(&format!("{path}/unblock"), &json!({ "pin": false })).expect_status(200);
        assert_eq!(list(&anna, "status=blocked")["total"], 0);
    }
}

/// S2.16, SEC3: the service desk sees people, but neither hidden attributes nor distinguished names, and changes nobody.
#[test]
fn the_service_desk_sees_what_employees_see() {
    let company = Company::open(Database::Sqlite);
    let desk = with_role(&company, &somebody(&company, 0), "service-desk");
    let auditor = with_role(&company, &somebody(&company, 1), "auditor");
    let path = format!("/api/v1/people/{}", id_of(&company, people::EMPLOYEE));
    let keys = |client: &Client| -> BTreeSet<String> {
        let profile = client.get(&path).expect_status(200).json;
        assert_eq!(profile["as_admin"], false);
        assert!(profile.get("dn").is_none());
        profile["fields"].as_array().unwrap().iter().map(|field| field["key"].as_str().unwrap().to_owned()).collect()
    };
    let more: Vec<String> = keys(&auditor).difference(&keys(&desk)).cloned().collect();
    assert_eq!(more, ["employee_number"]);
    let row = &list(&desk, "search=emma.larsen")["items"][0];
    assert_eq!(row["mail"], "emma.larsen@example.test");
    set(&company.root, "mail", &json!({ "visible": false })).expect_status(200);
    assert_eq!(list(&desk, "search=emma.larsen")["items"][0]["mail"], Value::Null);
    desk.get("/api/v1/people?missing=mail").expect_status(400);
    auditor.get("/api/v1/people?missing=mail").expect_status(200);
}
