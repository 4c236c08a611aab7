//! A country is one value here, though Active Directory keeps it in three attributes (P26).

use amend_tests::{client::Client, people};
use serde_json::{Value, json};

use crate::{
    acts::rows,
    company::{Company, Database, field},
    domain::Domain,
};

const WHO: &str = people::EMPLOYEE;

fn country(domain: &Domain) -> Value {
    field(&domain.profile(WHO), "country")["value"].clone()
}

fn findings(root: &Client) -> Vec<Value> {
    rows(&root.get("/api/v1/findings?kind=country_differs").expect_status(200).json)
}

/// Exports all that waits; gives the heading and the rows of the file.
fn exported(root: &Client) -> Vec<Vec<String>> {
    let make = json!({ "target": 1, "profile": "machine", "key": "username" });
    let made = root.post("/api/v1/exports", &make).expect_status(201).json;
    let file = root.get(&format!("/api/v1/exports/{}/file", made["id"])).expect_status(200).text();
    file.lines().map(|line| line.split(',').map(str::to_owned).collect()).collect()
}

fn set_country(root: &Client, person: &Value, to: &Value) {
    let path = format!("/api/v1/people/{}", person["id"]);
    let tag = root.get(&path).expect_status(200).headers["etag"].clone();
    let body = json!({ "values": { "country": to } });
    root.send("PATCH", &path, &[("if-match", &tag)], Some(&body)).unwrap().expect_status(200);
}

fn state(root: &Client, person: &Value) -> Value {
    let changes = root.get(&format!("/api/v1/people/{}/changes", person["id"])).expect_status(200).json;
    rows(&changes)[0]["state"].clone()
}

/// P26: whichever of the three is there is understood, the letters count, and where they differ somebody is told until they agree again.
#[test]
fn three_attributes_are_read_as_one_country() {
    let domain = Domain::open();
    domain.changes(
        WHO,
        "modify\nreplace: c\nc: NO\n-\nreplace: co\nco: Norway\n-\nreplace: countryCode\ncountryCode: 578",
    );
    domain.sync();
    assert_eq!((country(&domain), findings(&domain.root).len()), (json!("NO"), 0));
    domain.changes(WHO, "modify\ndelete: c\n-\nreplace: countryCode\ncountryCode: 0");
    assert_eq!(domain.delta()["counts"]["changed"], 0);
    assert_eq!(country(&domain), "NO", "its name alone says it");
    domain.changes(WHO, "modify\nreplace: co\nco: Schweden\n-\nreplace: countryCode\ncountryCode: 752");
    domain.delta();
    assert_eq!(country(&domain), "SE", "the number does, where the name is in another language");

    domain.changes(WHO, "modify\nreplace: c\nc: NO\n-\nreplace: co\nco: Denmark");
    domain.delta();
    let found = findings(&domain.root);
    assert_eq!((country(&domain), found.len()), (json!("NO"), 1), "{found:?}");
    assert_eq!(found[0]["reason"], "country: c says NO, co says Denmark, countryCode says 752");
    assert_eq!(found[0]["username"], WHO);
    // For as long as it lasts, and no longer.
    let run = domain.sync();
    assert_eq!((&run["counts"]["skipped"], findings(&domain.root).len()), (&json!(0), 1), "{run}");
    domain.changes(WHO, "modify\nreplace: co\nco: Norway\n-\nreplace: countryCode\ncountryCode: 578");
    domain.delta();
    assert_eq!((country(&domain), findings(&domain.root).len()), (json!("NO"), 0));
    domain.changes(WHO, "modify\ndelete: c\n-\ndelete: co\n-\nreplace: countryCode\ncountryCode: 0");
    domain.delta();
    assert_eq!(country(&domain), Value::Null);
}

/// P26, S3.1: an approved country is written in all three at once, and is recognised when it comes back, however much of it.
#[test]
fn an_approved_country_is_written_in_all_three() {
    let domain = Domain::open();
    domain.changes(
        WHO,
        "modify\nreplace: c\nc: NO\n-\nreplace: co\nco: Norway\n-\nreplace: countryCode\ncountryCode: 578",
    );
    domain.sync();
    let (root, emma) = (&domain.root, domain.profile(WHO));
    set_country(root, &emma, &json!("SE"));
    let file = exported(root);
    assert_eq!(file[0], ["username", "c", "co", "countryCode"], "{file:?}");
    assert_eq!(file[1], [WHO, "SE", "Sweden", "752"], "{file:?}");
    assert_eq!(state(root, &emma), "exported");
    domain.delta();
    assert_eq!(state(root, &emma), "exported", "the directory still says the old one");
    domain.changes(
        WHO,
        "modify\nreplace: c\nc: SE\n-\nreplace: co\nco: Sweden\n-\nreplace: countryCode\ncountryCode: 752",
    );
    let run = domain.delta();
    assert_eq!((&run["counts"]["confirmed"], &run["counts"]["conflicts"]), (&json!(1), &json!(0)), "{run}");
    assert_eq!((state(root, &emma), country(&domain)), (json!("confirmed"), json!("SE")));
    assert_eq!(findings(root).len(), 0);

    // Taken away, all three are.
    set_country(root, &emma, &Value::Null);
    assert_eq!(exported(root)[1], [WHO, "<clear>", "<clear>", "<clear>"]);
    domain.changes(WHO, "modify\ndelete: c\n-\ndelete: co\n-\nreplace: countryCode\ncountryCode: 0");
    assert_eq!(domain.delta()["counts"]["confirmed"], 1);
}

/// P26: where the directory keeps no three, none are asked for or written.
#[test]
fn elsewhere_only_what_is_mapped_is_written() {
    let company = Company::open(Database::Sqlite);
    let emma = company.person("emma.larsen");
    let now = field(&company.seen_by_root(&emma), "country")["value"].clone();
    let other = if now == "SE" { "DK" } else { "SE" };
    set_country(&company.root, &emma, &json!(other));
    assert_eq!(exported(&company.root), [vec!["username", "c"], vec!["emma.larsen", other]]);
    company.in_directory("emma.larsen", &format!("replace: c\nc: {other}"));
    assert_eq!(company.sync()["counts"]["confirmed"], 1);
}
